package io.countersign.query.failure;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.schemas.failure.AuthFailed;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refused request as the API shows it. */
record FailureAnswer(
        @JsonProperty("id") String id,
        @JsonProperty("at") Instant at,
        @JsonProperty("reason") String reason,
        @JsonProperty("message") String message,
        @JsonProperty("fix") String fix,
        @JsonProperty("trunk_id") @Nullable String trunkId,
        @JsonProperty("credential_id") @Nullable String credentialId,
        @JsonProperty("username") String username,
        @JsonProperty("method") String method,
        @JsonProperty("source_ip") String sourceIp,
        @JsonProperty("source_port") int sourcePort,
        @JsonProperty("transport") String transport,
        @JsonProperty("user_agent") @Nullable String userAgent,
        @JsonProperty("call_id") String callId,
        @JsonProperty("algorithm") @Nullable String algorithm,
        @JsonProperty("realm") @Nullable String realm,
        @JsonProperty("node") String node) {
    private static final String NEWER_NODE = "A node newer than this service named the reason: update this service to read more.";

    static FailureAnswer of(AuthFailed seen) {
        Optional<FailureReason> reason = FailureReason.of(seen.getReason());
        return new FailureAnswer(
                seen.getId(),
                seen.getAt(),
                seen.getReason(),
                reason.map(it -> it.message(seen)).orElse("The request was refused: " + seen.getReason() + "."),
                reason.map(FailureReason::fix).orElse(NEWER_NODE),
                seen.getTrunkId(),
                seen.getCredentialId(),
                seen.getUsername(),
                seen.getMethod(),
                seen.getSourceIp(),
                seen.getSourcePort(),
                seen.getTransport(),
                seen.getUserAgent(),
                seen.getCallId(),
                seen.getAlgorithm(),
                seen.getRealm(),
                seen.getNode());
    }
}
