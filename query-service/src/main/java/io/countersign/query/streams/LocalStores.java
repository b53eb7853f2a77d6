package io.countersign.query.streams;

import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores that this process owns; nothing while one is elsewhere, being filled, or not started. */
public interface LocalStores {
    /** A store's part of one partition. */
    Optional<ReadOnlyKeyValueStore<String, byte[]>> store(String store, int partition);
}
