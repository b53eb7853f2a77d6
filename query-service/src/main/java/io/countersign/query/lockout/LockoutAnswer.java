package io.countersign.query.lockout;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.schemas.lockout.LockoutRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A lock-out as the API shows it. */
record LockoutAnswer(
        @JsonProperty("id") String id,
        @JsonProperty("trunk_id") @Nullable String trunkId,
        @JsonProperty("username") @Nullable String username,
        @JsonProperty("source") String source,
        @JsonProperty("reason") String reason,
        @JsonProperty("failures") int failures,
        @JsonProperty("since") Instant since,
        @JsonProperty("until") Instant until) {
    static LockoutAnswer of(LockoutRow row) {
        return new LockoutAnswer(
                row.getId(),
                row.getTrunkId(),
                row.getUsername(),
                row.getSource(),
                row.getReason(),
                row.getFailures(),
                row.getSince(),
                row.getUntil());
    }
}
