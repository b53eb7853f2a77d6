package io.countersign.query;

import io.countersign.kafka.KafkaSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this service is told, below {@code countersign}.
 *
 * @param node {@code COUNTERSIGN_NODE}: names this instance; host name and a random suffix when absent
 * @param stateDir {@code COUNTERSIGN_STATE_DIR}: where the stores are; of this instance alone
 * @param advertisedAddress {@code COUNTERSIGN_ADVERTISED_ADDRESS}: {@code host[:port]} where the other instances reach this one
 * @param standbys {@code COUNTERSIGN_STANDBYS}: copies of each store on other instances; by default one where topics have copies too
 * @param formerGenerationKept {@code COUNTERSIGN_FORMER_GENERATION_KEPT}: how long the topics of a generation stay after the last
 *     known node has left it; a node that was silent for longer than it is remembered (10 minutes) may still look for them
 */
@ConfigurationProperties("countersign")
public record QueryServiceSettings(
        @DefaultValue("") String node,
        @Nullable Path stateDir,
        @DefaultValue("") String advertisedAddress,
        @Nullable Integer standbys,
        @DefaultValue("10m") Duration formerGenerationKept,
        @DefaultValue Kafka kafka) {

    /** Where Kafka is: {@code COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS}, {@code …_PARTITIONS}, {@code …_REPLICATION_FACTOR}. */
    public record Kafka(
            @DefaultValue("") String bootstrapServers,
            @DefaultValue("12") int partitions,
            @DefaultValue("3") short replicationFactor) {}

    private static final int SUFFIX_DIGITS = 6;

    public QueryServiceSettings {
        if (stateDir == null || stateDir.toString().isEmpty()) {
            throw new IllegalArgumentException("countersign.state-dir (COUNTERSIGN_STATE_DIR) is missing (expected: a folder)");
        }
        if (standbys != null && standbys < 0) {
            throw new IllegalArgumentException("countersign.standbys (COUNTERSIGN_STANDBYS) is " + standbys + " (expected: 0 or more)");
        }
        if (formerGenerationKept.isNegative()) {
            throw new IllegalArgumentException("countersign.former-generation-kept (COUNTERSIGN_FORMER_GENERATION_KEPT) is "
                    + formerGenerationKept + " (expected: 0s or more)");
        }
        node = node.isBlank() ? hostName() + "-" + suffix() : node;
    }

    /** Copies of each store that other instances keep. */
    public int standbyCount() {
        return standbys != null ? standbys : kafka.replicationFactor() > 1 ? 1 : 0;
    }

    /** The folder of the stores. */
    public Path stateFolder() {
        return Objects.requireNonNull(stateDir);
    }

    /** The same for Kafka's clients, checked. */
    public KafkaSettings kafkaSettings() {
        return new KafkaSettings(kafka.bootstrapServers(), kafka.partitions(), kafka.replicationFactor());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "query"; // a host without a name of its own: the suffix tells instances apart
        }
    }

    private static String suffix() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(0, SUFFIX_DIGITS);
    }
}
