package io.countersign.query.summary;

import io.countersign.query.view.RowCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The rows of the store: what each is under, and its form. Holds no state; the store's thread writes. */
final class CountRows {
    private static final RowCodec<ReasonCounts> REASONS = new RowCodec<>(ReasonCounts.class);
    private static final RowCodec<NameCounts> NAMES = new RowCodec<>(NameCounts.class);
    private static final RowCodec<Incarnation> INCARNATIONS = new RowCodec<>(Incarnation.class);

    private CountRows() {}

    static ReasonCounts reasons(ReadOnlyKeyValueStore<String, byte[]> store, String scope, Step step, long second) {
        byte[] bytes = store.get(CountKey.reasons(scope, step, second));
        return bytes == null ? ReasonCounts.NONE : REASONS.fromBytes(bytes);
    }

    static NameCounts names(ReadOnlyKeyValueStore<String, byte[]> store, String scope, Step step, long second) {
        byte[] bytes = store.get(CountKey.names(scope, step, second));
        return bytes == null ? NameCounts.NONE : NAMES.fromBytes(bytes);
    }

    static void put(KeyValueStore<String, byte[]> store, String scope, Step step, long second, ReasonCounts row) {
        store.put(CountKey.reasons(scope, step, second), REASONS.toBytes(row));
    }

    static void put(KeyValueStore<String, byte[]> store, String scope, Step step, long second, NameCounts row) {
        store.put(CountKey.names(scope, step, second), NAMES.toBytes(row));
    }

    static Optional<Incarnation> incarnation(ReadOnlyKeyValueStore<String, byte[]> store, String node, String incarnation) {
        return Optional.ofNullable(store.get(CountKey.incarnation(node, incarnation))).map(INCARNATIONS::fromBytes);
    }

    static void put(KeyValueStore<String, byte[]> store, Incarnation row) {
        store.put(CountKey.incarnation(row.node(), row.incarnation()), INCARNATIONS.toBytes(row));
    }

    static void remove(KeyValueStore<String, byte[]> store, Incarnation row) {
        store.delete(CountKey.incarnation(row.node(), row.incarnation()));
    }

    static List<Incarnation> incarnations(ReadOnlyKeyValueStore<String, byte[]> store) {
        List<Incarnation> all = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found = store.range(CountKey.firstIncarnation(), CountKey.lastIncarnation())) {
            found.forEachRemaining(entry -> all.add(INCARNATIONS.fromBytes(entry.value)));
        }
        return all;
    }

    /** Steps that something was counted in, the oldest first. */
    static List<Bucket> buckets(ReadOnlyKeyValueStore<String, byte[]> store, String scope, Step step, long since, long until) {
        List<Bucket> buckets = new ArrayList<>();
        if (since >= until) {
            return buckets;
        }
        try (KeyValueIterator<String, byte[]> found =
                store.range(CountKey.reasons(scope, step, since), CountKey.reasons(scope, step, until - 1))) {
            found.forEachRemaining(entry ->
                    buckets.add(new Bucket(CountKey.second(entry.key), REASONS.fromBytes(entry.value))));
        }
        return buckets;
    }

    /** The names of steps, summed up. */
    static NameCounts names(ReadOnlyKeyValueStore<String, byte[]> store, String scope, Step step, long since, long until) {
        NameSum sum = new NameSum();
        if (since < until) {
            try (KeyValueIterator<String, byte[]> found =
                    store.range(CountKey.names(scope, step, since), CountKey.names(scope, step, until - 1))) {
                found.forEachRemaining(entry -> sum.add(NAMES.fromBytes(entry.value)));
            }
        }
        return sum.sum();
    }
}
