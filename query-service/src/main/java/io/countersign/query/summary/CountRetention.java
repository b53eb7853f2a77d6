package io.countersign.query.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Removes counts that are older than the topic keeps them, step by step, each step going on where the last one ended; and what
 * is known of incarnations whose last record is so old: until then a record may come again, where an operator sets the
 * application's position back. Owned by one task's thread.
 */
final class CountRetention {
    /** As long as the topic's own retention. */
    static final Duration KEPT = Duration.ofDays(30);

    /** How often a step is due while a sweep is under way. */
    static final Duration STEP_EACH = Duration.ofSeconds(1);

    /** Keys that one step removes, and kinds of rows that it looks at: it holds the stream's thread up. */
    static final int STEP_KEYS = 10_000;

    private static final Duration SWEEP_EACH = Duration.ofMinutes(1);

    private String next = CountKey.lastIncarnation();
    private Instant due = Instant.EPOCH;

    static Instant oldestKept(Instant now) {
        return now.minus(KEPT);
    }

    /** One step, if one is due; hops from kind to kind, so it reads only what it removes and one key a kind. */
    void step(KeyValueStore<String, byte[]> store, Instant now) {
        if (now.isBefore(due)) {
            return;
        }
        int left = STEP_KEYS;
        Optional<String> prefix = firstPrefix(store);
        while (prefix.isPresent() && left > 0) {
            List<String> expired = expired(store, prefix.get(), now, left);
            expired.forEach(store::delete);
            next = expired.size() < left ? CountKey.after(prefix.get()) : prefix.get();
            left -= expired.size() + 1;
            prefix = firstPrefix(store);
        }
        if (prefix.isEmpty()) {
            removeIncarnations(store, now);
            next = CountKey.lastIncarnation();
            due = now.plus(SWEEP_EACH);
        }
    }

    /** Those of incarnations sort before all others. */
    private Optional<String> firstPrefix(KeyValueStore<String, byte[]> store) {
        try (KeyValueIterator<String, byte[]> found = store.range(next, CountKey.after(""))) {
            return found.hasNext() ? Optional.of(CountKey.prefix(found.peekNextKey())) : Optional.empty();
        }
    }

    private static List<String> expired(KeyValueStore<String, byte[]> store, String prefix, Instant now, int limit) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found =
                store.range(prefix, CountKey.lastBefore(prefix, Step.HOUR.floor(oldestKept(now).getEpochSecond())))) {
            while (found.hasNext() && keys.size() < limit) {
                keys.add(found.next().key);
            }
        }
        return keys;
    }

    private static void removeIncarnations(KeyValueStore<String, byte[]> store, Instant now) {
        for (Incarnation one : CountRows.incarnations(store)) {
            if (one.coveredUntil().isBefore(oldestKept(now))) {
                CountRows.remove(store, one);
            }
        }
    }
}
