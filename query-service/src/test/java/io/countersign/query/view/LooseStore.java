package io.countersign.query.view;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka's own stores, as a view's store without a topology. */
public final class LooseStore {
    private LooseStore() {}

    public static KeyValueStore<String, byte[]> open(String name) {
        return open(Stores.inMemoryKeyValueStore(name), new MockProcessorContext<>());
    }

    /** One on disk, as in production: it knows when it is closed. */
    public static KeyValueStore<String, byte[]> openPersistent(String name, Path folder) {
        return open(
                Stores.persistentKeyValueStore(name),
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile()));
    }

    private static KeyValueStore<String, byte[]> open(
            KeyValueBytesStoreSupplier supplier, MockProcessorContext<Void, Void> context) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
