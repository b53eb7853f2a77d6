package io.countersign.kafka;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Receives a {@link TopicTail}'s records, on its thread only. What it throws ends the tail, which then says so. */
@FunctionalInterface
public interface TailListener<V extends SpecificRecord> {
    /** One record, in the order of its partition; a null value is a tombstone. */
    void onRecord(ConsumerRecord<String, @Nullable V> record);

    /** After a batch: for each partition, the offset after the last record that was handed over. */
    default void onBatchApplied(Map<TopicPartition, Long> positions) {}

    /** Once, when everything that was there at start has been handed over; before {@link TopicTail#loaded} completes. */
    default void onLoaded() {}
}
