package io.countersign.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where Kafka is and how large the installation is.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param partitions of every topic about trunks; the same for all of them, and never changed later
 * @param replicationFactor 1 where there is one broker, else 3
 */
public record KafkaSettings(String bootstrapServers, int partitions, short replicationFactor) {
    /** Of who sends in transactions: after a commit its markers take some milliseconds, in which the next one is told to try again. */
    public static final int TRANSACTION_RETRY_BACKOFF_MS = 2;

    public static final int TRANSACTION_RETRY_BACKOFF_MAX_MS = 20;

    /** Longer than a broker's restart takes is of no use to a caller: it gets an error and decides. */
    private static final int REQUEST_TIMEOUT_MS = 10_000;

    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int RECONNECT_BACKOFF_MAX_MS = 500;
    private static final int METADATA_MAX_AGE_MS = 30_000;

    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("countersign.kafka.bootstrap-servers is empty (expected: host:port[,host:port…])");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("countersign.kafka.partitions is " + partitions + " (expected: 1 or more)");
        }
        if (replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "countersign.kafka.replication-factor is " + replicationFactor + " (expected: 1 or more)");
        }
    }

    /** Settings of an admin client. */
    public Map<String, Object> admin(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        return settings;
    }

    /** Settings of a producer that sends at once and doesn't lose, double or reorder: acks=all, idempotent. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return settings;
    }

    /** Settings of a consumer that assigns its partitions itself: no group, no commits, only what is committed. */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    private Map<String, Object> common(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_BACKOFF_MAX_MS);
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
