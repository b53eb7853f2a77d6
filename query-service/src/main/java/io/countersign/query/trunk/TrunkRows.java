package io.countersign.query.trunk;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.view.OrderedRows;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Where the trunk views' rows are in their stores. */
final class TrunkRows {
    /** An account's trunks. */
    static final OrderedRows<TrunkRow> LIST = new OrderedRows<>("trunk", TrunkRow.class);

    private static final String TRUNK = "trunk\0";
    private static final RowCodec<TrunkRow> TRUNKS = new RowCodec<>(TrunkRow.class);

    private TrunkRows() {}

    static void apply(KeyValueStore<String, byte[]> store, TrunkEvent event) {
        TrunkRow row = TrunkFold.fold(get(store, event.trunkId()), event);
        store.put(TRUNK + row.id(), TRUNKS.toBytes(row));
    }

    /** What the account's list is told of each event, whatever it changed. */
    static Optional<KeyValue<String, TrunkUpdate>> tell(ReadOnlyKeyValueStore<String, byte[]> store, TrunkEvent event) {
        return get(store, event.trunkId())
                .map(row -> new KeyValue<>(row.accountId(), new TrunkUpdate(event.sequence(), event.time(), row)));
    }

    static void list(KeyValueStore<String, byte[]> store, TrunkUpdate update) {
        TrunkRow row = update.row();
        LIST.put(store, row.accountId(), row.id(), order(row), row);
    }

    static Optional<TrunkRow> get(ReadOnlyKeyValueStore<String, byte[]> store, String trunkId) {
        return Optional.ofNullable(store.get(TRUNK + trunkId)).map(TRUNKS::fromBytes);
    }

    /** In the order of creation; two of one millisecond by their ids. */
    private static String order(TrunkRow row) {
        return OrderedRows.order(row.createdAt().toEpochMilli()) + row.id();
    }
}
