package io.countersign.query.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A credential in a list: the four documented fields, and what was said about it if anything was. */
record ListedCredential(
        @JsonProperty("id") String id,
        @JsonProperty("trunk_id") String trunkId,
        @JsonProperty("username") String username,
        @JsonProperty("created_at") Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("description") @Nullable String description) {

    static ListedCredential of(CredentialRow row) {
        return new ListedCredential(row.id(), row.trunkId(), row.username(), row.createdAt(), row.description());
    }
}
