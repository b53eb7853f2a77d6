package io.countersign.sip.decision;

import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.message.Transport;
import java.time.Instant;
import java.util.Optional;

/**
 * One refused request as it is told to Kafka.
 *
 * @param trunk empty when the request names none that exists
 * @param credentialId known only when the username exists
 * @param username as sent, cut at 64 characters; empty when none was sent
 */
public record FailureSample(
        Instant at,
        FailureReason reason,
        Optional<TrunkPolicy> trunk,
        Optional<String> credentialId,
        String username,
        String method,
        String sourceIp,
        int sourcePort,
        Transport transport,
        Optional<String> userAgent,
        String callId,
        Optional<String> algorithm,
        Optional<String> realm) {}
