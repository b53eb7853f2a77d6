package io.countersign.query.streams;

import io.countersign.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of every application here; tests use the same. */
public final class StreamsProperties {
    /** A dead instance's partitions are taken over after this. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    /** An instance hears in the answer to one that partitions are dealt out anew: nobody owns those that move until all have heard. */
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    /** What a dead or hung instance leaves open holds readers and its successor up for no longer than its membership does. */
    private static final Duration TRANSACTION_TIMEOUT = SESSION_TIMEOUT;

    /** One keeps up with the relay, and the sets of tasks are small; more instances share the partitions. */
    private static final int THREADS = 1;

    private StreamsProperties() {}

    /**
     * The settings of one application.
     *
     * @param name of the application's own folder
     * @param commitInterval see {@link ApplicationPlan}; whether one is due is looked at when the wait for records ends
     * @param address where the other instances reach this one
     */
    public static Properties of(
            String applicationId, String name, Duration commitInterval, KafkaSettings kafka, Instance instance, String address) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId + "-" + instance.node());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, instance.stateFolder().resolve(name).toString());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replicationFactor());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, instance.standbys());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        properties.put(StreamsConfig.POLL_MS_CONFIG, commitInterval.dividedBy(2).toMillis());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int) TRANSACTION_TIMEOUT.toMillis());
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), KafkaSettings.TRANSACTION_RETRY_BACKOFF_MS);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
                KafkaSettings.TRANSACTION_RETRY_BACKOFF_MAX_MS);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int) SESSION_TIMEOUT.toMillis());
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), (int) HEARTBEAT.toMillis());
        // A member that comes back under its name takes its place at once, not only when its former self has timed out.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance.node());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return properties;
    }
}
