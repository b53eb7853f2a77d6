package io.countersign.query.view;

import io.countersign.query.event.Delivery;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** What a view has seen of each aggregate: the last sequence, in the store of its rows, and kept when the rows are gone. */
public final class Seen {
    private static final String PREFIX = "seen\0";

    private Seen() {}

    /** The last sequence that the view contains; 0: none. */
    public static long of(ReadOnlyKeyValueStore<String, byte[]> store, String aggregateId) {
        byte[] bytes = store.get(PREFIX + aggregateId);
        return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    /** What to do with an event of this sequence. */
    public static Delivery delivery(ReadOnlyKeyValueStore<String, byte[]> store, String aggregateId, long sequence) {
        return Delivery.of(aggregateId, of(store, aggregateId), sequence);
    }

    /** To be called after the event's rows were put: who reads this sequence finds them. */
    public static void advance(KeyValueStore<String, byte[]> store, String aggregateId, long sequence) {
        store.put(PREFIX + aggregateId, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }
}
