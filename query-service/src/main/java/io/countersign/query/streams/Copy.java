package io.countersign.query.streams;

import java.time.Instant;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A part of a store as this instance has it.
 *
 * @param asOf it contains everything that its owner had written by then, maybe more
 */
public record Copy(ReadOnlyKeyValueStore<String, byte[]> rows, Instant asOf) {}
