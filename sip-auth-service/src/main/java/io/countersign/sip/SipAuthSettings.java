package io.countersign.sip;

import io.countersign.kafka.KafkaSettings;
import io.countersign.rest.request.CidrBlock;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.lockout.AnswerSettings;
import io.countersign.sip.lockout.LockoutSettings;
import io.countersign.sip.message.SentBy;
import io.countersign.sip.tls.CertificateFiles;
import io.countersign.sip.tls.ClientAuthentication;
import io.countersign.sip.transport.StreamLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
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
        @DefaultValue Tls tls,
        @DefaultValue Auth auth,
        @DefaultValue Nonce nonce,
        @DefaultValue Lockout lockout,
        @DefaultValue Unauthenticated unauthenticated) {

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
     * @param sipsPort {@code COUNTERSIGN_SIPS_PORT}: for TLS; 0 takes a free one
     * @param advertise {@code COUNTERSIGN_SIP_ADVERTISE}: this node's own address as others see it, with or without a port; needed where
     *     {@code bind} is a wildcard
     * @param workers {@code COUNTERSIGN_SIP_WORKERS}: threads for each transport; 0: two, or one on a single core
     */
    public record Sip(
            @DefaultValue("sip.localhost") String domain,
            @DefaultValue("127.0.0.1") String bind,
            @DefaultValue("5060") int port,
            @DefaultValue("5061") int sipsPort,
            @DefaultValue("") String advertise,
            @DefaultValue("0") int workers) {
        private static final int MOST_DEFAULT_WORKERS = 2;

        public Sip {
            mustBePort("port", port);
            mustBePort("sips-port", sipsPort);
            if (!advertise.isBlank()) {
                SentBy.parse(advertise);
            } else if (address(bind, port).getAddress().isAnyLocalAddress()) {
                throw new IllegalArgumentException("countersign.sip.advertise (COUNTERSIGN_SIP_ADVERTISE) is missing, and countersign.sip.bind is "
                        + bind + " (expected: HOST or HOST:PORT, for a wildcard is no address that others can send to)");
            }
            if (workers < 0) {
                throw new IllegalArgumentException("countersign.sip.workers is " + workers + " (expected: 0 or more)");
            }
            workers = workers > 0 ? workers : Math.min(MOST_DEFAULT_WORKERS, Runtime.getRuntime().availableProcessors());
        }

        /** Where to listen for UDP and TCP. */
        public InetSocketAddress address() {
            return address(bind, port);
        }

        /** Where to listen for TLS. */
        public InetSocketAddress sipsAddress() {
            return address(bind, sipsPort);
        }

        /** What this node calls itself where it listens. */
        public SentBy sentBy(InetSocketAddress listening) {
            return advertise.isBlank() ? SentBy.of(listening) : SentBy.parse(advertise).orPort(listening.getPort());
        }

        private static void mustBePort(String name, int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("countersign.sip." + name + " is " + port + " (expected: 0 to 65535)");
            }
        }

        private static InetSocketAddress address(String bind, int port) {
            try {
                return new InetSocketAddress(InetAddress.getByName(bind), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("countersign.sip.bind is " + bind + " (expected: an address of this host)", e);
            }
        }
    }

    /**
     * What TLS is offered with; nothing: no TLS.
     *
     * @param certificateFile {@code COUNTERSIGN_TLS_CERTIFICATE_FILE}: a chain in PEM
     * @param keyFile {@code COUNTERSIGN_TLS_KEY_FILE}: its private key in PEM
     * @param domainFolder {@code COUNTERSIGN_TLS_DOMAIN_DIR}: {@code <domain>.crt} and {@code <domain>.key} for further names
     * @param clientAuth {@code COUNTERSIGN_TLS_CLIENT_AUTH}: none, optional or required
     * @param clientCaFile {@code COUNTERSIGN_TLS_CLIENT_CA_FILE}: who may sign clients' certificates, in PEM
     */
    public record Tls(
            @DefaultValue("") String certificateFile,
            @DefaultValue("") String keyFile,
            @DefaultValue("") String domainFolder,
            @DefaultValue("none") ClientAuthentication clientAuth,
            @DefaultValue("") String clientCaFile) {
        public Tls {
            if (certificateFile.isBlank() != keyFile.isBlank()) {
                throw new IllegalArgumentException("countersign.tls.certificate-file (COUNTERSIGN_TLS_CERTIFICATE_FILE) is '" + certificateFile
                        + "' and countersign.tls.key-file (COUNTERSIGN_TLS_KEY_FILE) is '" + keyFile + "' (expected: both or none)");
            }
        }

        /** The files; empty where there is no certificate. */
        public Optional<CertificateFiles> files() {
            return path(certificateFile).map(certificate ->
                    new CertificateFiles(certificate, Path.of(keyFile), path(domainFolder), clientAuth, path(clientCaFile)));
        }

        private static Optional<Path> path(String text) {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
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
     * How much of a source a nonce is bound to, and how many used ones are remembered.
     *
     * @param ipv4PrefixBits {@code COUNTERSIGN_NONCE_IPV4_PREFIX_BITS}: leading bits of an IPv4 source, 16 to 32
     * @param ipv6PrefixBits {@code COUNTERSIGN_NONCE_IPV6_PREFIX_BITS}: leading bits of an IPv6 source, 32 to 128
     * @param windowNonces {@code COUNTERSIGN_NONCE_WINDOW_NONCES}: of the replay window, about 50 bytes each
     */
    public record Nonce(
            @DefaultValue("32") int ipv4PrefixBits, @DefaultValue("64") int ipv6PrefixBits, @DefaultValue("1048576") int windowNonces) {
        /** The same, checked. */
        public NonceSettings settings() {
            return new NonceSettings(NonceSettings.LIFETIME, ipv4PrefixBits, ipv6PrefixBits, windowNonces);
        }
    }

    /**
     * When who fails too often is locked out, and for how long.
     *
     * @param failures {@code COUNTERSIGN_LOCKOUT_FAILURES}: of a (trunk, username, source) within the window
     * @param usernames {@code COUNTERSIGN_LOCKOUT_USERNAMES}: different ones of a source that failed within the window
     * @param window {@code COUNTERSIGN_LOCKOUT_WINDOW}
     * @param duration {@code COUNTERSIGN_LOCKOUT_DURATION}: of the first; doubled each time
     * @param maxDuration {@code COUNTERSIGN_LOCKOUT_MAX_DURATION}
     * @param exempt {@code COUNTERSIGN_LOCKOUT_EXEMPT}: networks that are never locked out
     */
    public record Lockout(
            @DefaultValue("10") int failures,
            @DefaultValue("20") int usernames,
            @DefaultValue("60s") Duration window,
            @DefaultValue("5m") Duration duration,
            @DefaultValue("1h") Duration maxDuration,
            @DefaultValue List<String> exempt) {
        /** The same, checked. */
        public LockoutSettings settings() {
            return new LockoutSettings(failures, usernames, window, duration, maxDuration, networks(exempt));
        }
    }

    /**
     * How often who has not authenticated is answered, and what connections of such may take.
     *
     * @param perSecond {@code COUNTERSIGN_UNAUTHENTICATED_PER_SECOND}: of one source
     * @param exempt {@code COUNTERSIGN_UNAUTHENTICATED_EXEMPT}: networks that are always answered, and whose connections are in no total
     * @param connections {@code COUNTERSIGN_UNAUTHENTICATED_CONNECTIONS}: of all together, over TCP and TLS
     * @param mebibytes {@code COUNTERSIGN_UNAUTHENTICATED_MEBIBYTES}: of their unfinished messages and unread answers
     */
    public record Unauthenticated(
            @DefaultValue("20") int perSecond,
            @DefaultValue List<String> exempt,
            @DefaultValue("4096") int connections,
            @DefaultValue("64") int mebibytes) {
        private static final int MAX_CONNECTIONS = 1_000_000;
        private static final int MAX_MEBIBYTES = 1 << 20;
        private static final long MEBIBYTE = 1L << 20;

        public Unauthenticated {
            mustBeBetween("connections", connections, MAX_CONNECTIONS);
            mustBeBetween("mebibytes", mebibytes, MAX_MEBIBYTES);
        }

        /** What connections may take. */
        public StreamLimits streamLimits() {
            return StreamLimits.DEFAULT.forAllStrangers(connections, mebibytes * MEBIBYTE);
        }

        private static void mustBeBetween(String name, int number, int most) {
            if (number < 1 || number > most) {
                throw new IllegalArgumentException("countersign.unauthenticated." + name + " is " + number + " (expected: 1 to " + most + ")");
            }
        }

        /** The same, checked. */
        public AnswerSettings settings() {
            return new AnswerSettings(perSecond, networks(exempt));
        }
    }

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

    private static Predicate<byte[]> networks(List<String> texts) {
        CidrBlock[] blocks =
                texts.stream().filter(text -> !text.isBlank()).map(text -> CidrBlock.parse(text.strip())).toArray(CidrBlock[]::new);
        return address -> {
            for (CidrBlock block : blocks) {
                if (block.contains(address)) {
                    return true;
                }
            }
            return false;
        };
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
