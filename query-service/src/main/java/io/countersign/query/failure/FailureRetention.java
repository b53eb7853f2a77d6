package io.countersign.query.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Removes failures that are older than the topic keeps them, step by step, each step going on where the last one ended. Reads
 * don't show expired ones meanwhile. Owned by one task's thread.
 */
final class FailureRetention {
    /** As long as the topic's own retention. */
    static final Duration KEPT = Duration.ofDays(30);

    /** How often a step is due while a sweep is under way. */
    static final Duration STEP_EACH = Duration.ofSeconds(1);

    /** Keys that one step removes, and scopes that it looks at: it holds the stream's thread up. */
    static final int STEP_KEYS = 10_000;

    private static final Duration SWEEP_EACH = Duration.ofMinutes(1);
    private static final String AFTER_ALL = "\uffff";

    private final int stepKeys;
    private String next = "";
    private Instant due = Instant.EPOCH;

    FailureRetention(int stepKeys) {
        this.stepKeys = stepKeys;
    }

    static boolean isExpired(Instant at, Instant now) {
        return at.isBefore(oldestKept(now));
    }

    static Instant oldestKept(Instant now) {
        return now.minus(KEPT);
    }

    /** One step, if one is due; hops from scope to scope, so it reads only what it removes and one key a scope. */
    void step(KeyValueStore<String, byte[]> store, Instant now) {
        if (now.isBefore(due)) {
            return;
        }
        int left = stepKeys;
        Optional<String> scope = firstScope(store);
        while (scope.isPresent() && left > 0) {
            List<String> expired = expired(store, scope.get(), now, left);
            expired.forEach(store::delete);
            next = expired.size() < left ? FailureKey.end(scope.get()) : expired.getLast();
            left -= expired.size() + 1;
            scope = firstScope(store);
        }
        if (scope.isEmpty()) {
            next = "";
            due = now.plus(SWEEP_EACH);
        }
    }

    private Optional<String> firstScope(KeyValueStore<String, byte[]> store) {
        try (KeyValueIterator<String, byte[]> found = store.range(next, AFTER_ALL)) {
            return found.hasNext() ? Optional.of(FailureKey.scope(found.peekNextKey())) : Optional.empty();
        }
    }

    private List<String> expired(KeyValueStore<String, byte[]> store, String scope, Instant now, int limit) {
        String newestExpired = FailureKey.from(scope, oldestKept(now).minusMillis(1));
        String from = next.compareTo(newestExpired) > 0 ? next : newestExpired;
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found = store.range(from, FailureKey.end(scope))) {
            while (found.hasNext() && keys.size() < limit) {
                keys.add(found.next().key);
            }
        }
        return keys;
    }
}
