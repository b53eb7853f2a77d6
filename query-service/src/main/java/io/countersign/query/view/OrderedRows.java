package io.countersign.query.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Rows of a parent, listed in an order that never changes for a row (so pages stay whole while others are added or
 * removed), and each found by its id. Several kinds may share a store. Holds no state; the store's thread writes.
 */
public final class OrderedRows<R> {
    private static final char SEPARATOR = '\0';
    private static final char AFTER_ALL = '\uffff';
    private static final String LIST = "list";
    private static final String INDEX = "index";

    private final String kind;
    private final RowCodec<R> codec;

    public OrderedRows(String kind, Class<R> type) {
        this.kind = kind;
        this.codec = new RowCodec<>(type);
    }

    /** A number in an order text: as many digits for each, so that texts sort like numbers. */
    public static String order(long number) {
        return "%016x".formatted(number);
    }

    public void put(KeyValueStore<String, byte[]> store, String parent, String id, String order, R row) {
        store.put(key(LIST, parent, order), codec.toBytes(row));
        store.put(key(INDEX, parent, id), order.getBytes(UTF_8));
    }

    /** The index goes last: whatever ends between the two, the row is still found by it. */
    public void remove(KeyValueStore<String, byte[]> store, String parent, String id) {
        byte[] order = store.get(key(INDEX, parent, id));
        if (order != null) {
            store.delete(key(LIST, parent, new String(order, UTF_8)));
            store.delete(key(INDEX, parent, id));
        }
    }

    public Optional<R> get(ReadOnlyKeyValueStore<String, byte[]> store, String parent, String id) {
        return Optional.ofNullable(store.get(key(INDEX, parent, id)))
                .map(order -> new String(order, UTF_8))
                .map(order -> store.get(key(LIST, parent, order)))
                .map(codec::fromBytes);
    }

    /** The rows after a place (empty: from the first on), at most {@code limit}. */
    public Page<R> list(ReadOnlyKeyValueStore<String, byte[]> store, String parent, Optional<String> after, int limit) {
        String prefix = key(LIST, parent, "");
        String from = after.map(end -> prefix + end + SEPARATOR).orElse(prefix);
        List<R> rows = new ArrayList<>();
        String last = "";
        try (KeyValueIterator<String, byte[]> found = store.range(from, prefix + AFTER_ALL)) {
            while (found.hasNext()) {
                if (rows.size() == limit) {
                    return new Page<>(rows, Optional.of(last));
                }
                KeyValue<String, byte[]> entry = found.next();
                rows.add(codec.fromBytes(entry.value));
                last = entry.key.substring(prefix.length());
            }
        }
        return new Page<>(rows, Optional.empty());
    }

    private String key(String use, String parent, String rest) {
        return kind + SEPARATOR + use + SEPARATOR + parent + SEPARATOR + rest;
    }
}
