package io.countersign.query.trunk;

import java.time.Instant;
import java.util.List;

/** A trunk as the views hold it; {@code version} is the sequence of the last event that changed the trunk itself. */
public record TrunkRow(
        String id,
        String accountId,
        String name,
        String authType,
        List<String> digestAlgorithms,
        String sipDomain,
        Instant createdAt,
        long version) {
    public TrunkRow {
        digestAlgorithms = List.copyOf(digestAlgorithms);
    }
}
