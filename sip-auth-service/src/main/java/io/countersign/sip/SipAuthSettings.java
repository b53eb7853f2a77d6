package io.countersign.sip;

import io.countersign.kafka.KafkaSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * @param node {@code COUNTERSIGN_NODE}: names this node; host name and a random suffix when absent
 * @param masterKeyFile {@code COUNTERSIGN_MASTER_KEY_FILE}: opens the secrets, root of the nonce keys
 */
@ConfigurationProperties("countersign")
public record SipAuthSettings(
        @DefaultValue("") String node,
        @Nullable Path masterKeyFile,
        @DefaultValue Kafka kafka,
        @DefaultValue Sip sip,
        @DefaultValue Auth auth,
        @DefaultValue Lockout lockout) {

    /** Where Kafka is: {@code COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS}, {@code …_PARTITIONS}, {@code …_REPLICATION_FACTOR}. */
    public record Kafka(
            @DefaultValue("") String bootstrapServers,
            @DefaultValue("12") int partitions,
            @DefaultValue("3") short replicationFactor) {}

    /**
     * Where SIP is listened to.
     *
     * @param domain {@code COUNTERSIGN_SIP_DOMAIN}: trunks are single labels below it
     * @param bind {@code COUNTERSIGN_BIND}: an IPv4 or IPv6 address
     * @param port {@code COUNTERSIGN_SIP_PORT}: for UDP and TCP; 0 takes a free one
     * @param workers {@code COUNTERSIGN_SIP_WORKERS}: threads for each transport; 0: two, or one on a single core
     */
    public record Sip(
            @DefaultValue("sip.localhost") String domain,
            @DefaultValue("127.0.0.1") String bind,
            @DefaultValue("5060") int port,
            @DefaultValue("0") int workers) {
        private static final int MOST_DEFAULT_WORKERS = 2;

        public Sip {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("countersign.sip.port is " + port + " (expected: 0 to 65535)");
            }
            if (workers < 0) {
                throw new IllegalArgumentException("countersign.sip.workers is " + workers + " (expected: 0 or more)");
            }
            workers = workers > 0 ? workers : Math.min(MOST_DEFAULT_WORKERS, Runtime.getRuntime().availableProcessors());
        }

        /** Where to listen. */
        public InetSocketAddress address() {
            try {
                return new InetSocketAddress(InetAddress.getByName(bind), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("countersign.sip.bind is " + bind + " (expected: an address of this host)", e);
            }
        }
    }

    /**
     * How long what is in memory is believed.
     *
     * @param maxTableAge {@code COUNTERSIGN_AUTH_MAX_TABLE_AGE}: without contact to Kafka
     */
    public record Auth(@DefaultValue("1h") Duration maxTableAge) {
        public Auth {
            if (maxTableAge.isNegative() || maxTableAge.isZero()) {
                throw new IllegalArgumentException("countersign.auth.max-table-age is " + maxTableAge + " (expected: more than 0)");
            }
        }
    }

    /**
     * How failures are remembered.
     *
     * @param window {@code COUNTERSIGN_LOCKOUT_WINDOW}
     */
    public record Lockout(@DefaultValue("60s") Duration window) {}

    private static final int SUFFIX_DIGITS = 6;

    public SipAuthSettings {
        if (masterKeyFile == null || masterKeyFile.toString().isEmpty()) {
            throw new IllegalArgumentException("countersign.master-key-file (COUNTERSIGN_MASTER_KEY_FILE) is missing (expected: a file)");
        }
        node = node.isBlank() ? hostName() + "-" + suffix() : node;
    }

    /** The master keyset's file. */
    public Path masterKeys() {
        return Objects.requireNonNull(masterKeyFile);
    }

    /** The same for Kafka's clients, checked. */
    public KafkaSettings kafkaSettings() {
        return new KafkaSettings(kafka.bootstrapServers(), kafka.partitions(), kafka.replicationFactor());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "sip"; // a host without a name of its own: the suffix tells nodes apart
        }
    }

    private static String suffix() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(0, SUFFIX_DIGITS);
    }
}
