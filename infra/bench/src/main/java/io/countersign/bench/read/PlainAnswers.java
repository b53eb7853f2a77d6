package io.countersign.bench.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API's answers, made of a table's rows. */
final class PlainAnswers {
    private PlainAnswers() {}

    /** One credential as the API shows it. */
    record One(
            @JsonProperty("id") String id,
            @JsonProperty("trunk_id") String trunkId,
            @JsonProperty("username") String username,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("enabled") boolean enabled,
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("description") @Nullable String description,
            @JsonProperty("version") int version,
            @JsonProperty("effective_at") @Nullable Instant effectiveAt) {
        static One of(PlainTable.Row row) {
            return new One(
                    row.id(), row.trunkId(), row.username(), row.createdAt(), true, row.description(), row.secretVersion(), null);
        }
    }

    /** One in a list. */
    record Listed(
            @JsonProperty("id") String id,
            @JsonProperty("trunk_id") String trunkId,
            @JsonProperty("username") String username,
            @JsonProperty("created_at") Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("description") @Nullable String description) {}

    /** A page; {@code next} is where it ends. */
    record Page(@JsonProperty("data") List<Listed> data, @JsonProperty("next") @Nullable String next) {
        static Page of(List<PlainTable.Row> rows, int limit) {
            List<Listed> data = rows.stream()
                    .limit(limit)
                    .map(row -> new Listed(row.id(), row.trunkId(), row.username(), row.createdAt(), row.description()))
                    .toList();
            return new Page(data, rows.size() > limit ? Long.toString(rows.get(limit - 1).version()) : null);
        }
    }
}
