package io.countersign.sip.lockout;

import java.util.Optional;

/**
 * One failure that counts: its nonce was sent to that very source.
 *
 * @param source of the caller, valid during the call
 * @param callerHash keyed hash of trunk, username and source
 * @param accountId empty where there is no such trunk
 * @param reason its code
 */
public record FailedAttempt(
        SourceKey source, long callerHash, Attempt attempt, Optional<String> accountId, Optional<String> trunkId, String reason) {}
