package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a whole topic up to its present end, only what is committed. */
final class TopicReader {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings settings;

    TopicReader(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Every record, in the order of its partition. */
    <T extends SpecificRecord> void read(Topic topic, Class<T> type, Consumer<ConsumerRecord<String, @Nullable T>> sink) {
        try (KafkaConsumer<String, @Nullable T> consumer = new KafkaConsumer<>(
                settings.consumer("system-tests-reader"), new StringDeserializer(), new AvroDeserializer<>(type))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name(), PATIENCE).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(topic.name() + " can't be read to its end in " + PATIENCE);
                }
                consumer.poll(POLL).forEach(sink);
            }
        }
    }

    /** The newest record of each key that is still there, of a compacted topic. */
    <T extends SpecificRecord> Map<String, T> newest(Topic topic, Class<T> type) {
        Map<String, T> rows = new HashMap<>();
        read(topic, type, record -> {
            T row = record.value();
            if (row == null) {
                rows.remove(record.key());
            } else {
                rows.put(record.key(), row);
            }
        });
        return rows;
    }
}
