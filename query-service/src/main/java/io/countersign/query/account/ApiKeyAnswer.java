package io.countersign.query.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** An API key as the API lists it. */
record ApiKeyAnswer(
        @JsonProperty("id") String id,
        @JsonProperty("name") String name,
        @JsonProperty("role") String role,
        @JsonProperty("created_at") Instant createdAt) {

    static ApiKeyAnswer of(ApiKeyEntry entry) {
        return new ApiKeyAnswer(entry.id(), entry.name(), entry.role(), entry.createdAt());
    }
}
