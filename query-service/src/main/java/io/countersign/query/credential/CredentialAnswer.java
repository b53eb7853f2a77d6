package io.countersign.query.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One credential as the API shows it.
 *
 * @param description absent when there is none
 * @param version of its password
 * @param effectiveAt since when every SIP node applies it; null until then
 */
record CredentialAnswer(
        @JsonProperty("id") String id,
        @JsonProperty("trunk_id") String trunkId,
        @JsonProperty("username") String username,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("enabled") boolean enabled,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("description") @Nullable String description,
        @JsonProperty("version") int version,
        @JsonProperty("effective_at") @Nullable Instant effectiveAt) {

    /** Every credential that exists is enabled: it can't be disabled yet, only deleted. */
    static CredentialAnswer of(CredentialRow row, Optional<Instant> effectiveAt) {
        return new CredentialAnswer(
                row.id(),
                row.trunkId(),
                row.username(),
                row.createdAt(),
                true,
                row.description(),
                row.secretVersion(),
                effectiveAt.orElse(null));
    }
}
