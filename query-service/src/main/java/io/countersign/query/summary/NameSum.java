package io.countersign.query.summary;

import java.util.HashMap;
import java.util.Map;

/** Adds up many counts by name. Owned by one thread. */
final class NameSum {
    private final Map<String, Long> usernames = new HashMap<>();
    private final Map<String, Long> sources = new HashMap<>();

    void add(NameCounts counts) {
        counts.usernames().forEach((name, count) -> usernames.merge(name, count, Long::sum));
        counts.sources().forEach((source, count) -> sources.merge(source, count, Long::sum));
    }

    NameCounts sum() {
        return new NameCounts(usernames, sources);
    }
}
