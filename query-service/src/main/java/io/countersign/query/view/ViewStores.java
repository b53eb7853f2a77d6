package io.countersign.query.view;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The one kind of store that views have: persistent, sorted by key, without a cache, so that a put is visible at once. */
public final class ViewStores {
    private ViewStores() {}

    public static StoreBuilder<KeyValueStore<String, byte[]>> rows(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
