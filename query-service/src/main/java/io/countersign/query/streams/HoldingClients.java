package io.countersign.query.streams;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.DeleteRecordsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients for one application, but for two things: where a partition has stopped, its input is neither
 * acknowledged nor (in a topic between two folds, which Streams empties) deleted.
 */
final class HoldingClients implements KafkaClientSupplier {
    private final PartitionStops stops;

    HoldingClients(PartitionStops stops) {
        this.stops = stops;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return new HoldingAdmin(config, stops);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new HoldingProducer(config, stops);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Streams acknowledges by this one method: exactly once, offsets are part of the transaction. */
    private static final class HoldingProducer extends KafkaProducer<byte[], byte[]> {
        private final PartitionStops stops;

        HoldingProducer(Map<String, Object> config, PartitionStops stops) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
            this.stops = stops;
        }

        @Override
        public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            super.sendOffsetsToTransaction(stops.held(offsets), group);
        }
    }

    private static final class HoldingAdmin extends ForwardingAdmin {
        private final PartitionStops stops;

        HoldingAdmin(Map<String, Object> config, PartitionStops stops) {
            super(config);
            this.stops = stops;
        }

        /** Nobody has asked for metrics of ours to be sent to the broker, and {@link ForwardingAdmin} throws. */
        @Override
        public void registerMetricForSubscription(KafkaMetric metric) {}

        @Override
        public void unregisterMetricFromSubscription(KafkaMetric metric) {}

        @Override
        public DeleteRecordsResult deleteRecords(
                Map<TopicPartition, RecordsToDelete> records, DeleteRecordsOptions options) {
            return super.deleteRecords(stops.kept(records), options);
        }
    }
}
