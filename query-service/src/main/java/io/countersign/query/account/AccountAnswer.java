package io.countersign.query.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** An account as the API shows it. */
record AccountAnswer(
        @JsonProperty("id") String id, @JsonProperty("name") String name, @JsonProperty("created_at") Instant createdAt) {

    static AccountAnswer of(AccountRow row) {
        return new AccountAnswer(row.id(), row.name(), row.createdAt());
    }
}
