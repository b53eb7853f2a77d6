package io.countersign.systemtests.cluster;

import io.countersign.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two processes of each service, as docker-compose.yml has them, on one PostgreSQL and one or three Kafka brokers: with its
 * environment, with keys that its command made, and each with a name, ports and a state folder of its own, which it keeps
 * over restarts.
 */
public final class Cluster implements AutoCloseable {
    private static final int INSTANCES = 2;
    private static final int PARTITIONS = 4;

    private final Path folder;
    private final FixedPorts ports;
    private final ComposedSettings settings;
    private final Database database;
    private final Brokers brokers;
    private final List<Instance> command = new ArrayList<>();
    private final List<Instance> query = new ArrayList<>();
    private final List<SipInstance> sip = new ArrayList<>();
    private final Optional<Site> farSite;
    private @Nullable Door door;
    private final Thread killer = new Thread(this::killAll, "cluster-killer");

    private Cluster(Path folder, FixedPorts ports, Brokers brokers, Database database, Optional<Site> farSite) {
        this.folder = folder;
        this.ports = ports;
        this.settings = new ComposedSettings(folder.resolve("keys"));
        this.database = database;
        this.brokers = brokers;
        this.farSite = farSite;
    }

    /** One of the sip-auth-services, and where its SIP is. */
    public record SipInstance(Instance instance, int sipPort) {
        public String name() {
            return instance.name();
        }
    }

    /** Starts all of it; returns when everything is ready. */
    public static Cluster start(Path folder, int brokers) {
        return start(folder, brokers, Optional.empty());
    }

    /** The same with the first instance of each service on a far site: its ways to Kafka and PostgreSQL can be cut. */
    public static Cluster startOnTwoSites(Path folder, int brokers) {
        return start(folder, brokers, Optional.of(new Site()));
    }

    private static Cluster start(Path folder, int brokers, Optional<Site> farSite) {
        FixedPorts ports = new FixedPorts();
        Database database = new EmbeddedDatabase(folder.resolve("postgresql"), ports.next());
        return start(new Cluster(folder, ports, new Brokers(brokers, folder, ports), database, farSite));
    }

    /** The same on a Kafka and a PostgreSQL that run already. */
    public static Cluster start(Path folder, Brokers brokers, Database database) {
        return start(new Cluster(folder, new FixedPorts(), brokers, database, Optional.empty()));
    }

    private static Cluster start(Cluster cluster) {
        Runtime.getRuntime().addShutdownHook(cluster.killer);
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public List<Instance> command() {
        return List.copyOf(command);
    }

    public List<Instance> query() {
        return List.copyOf(query);
    }

    public List<SipInstance> sip() {
        return List.copyOf(sip);
    }

    public Brokers brokers() {
        return brokers;
    }

    public Database database() {
        return database;
    }

    /** Where the first instance of each service is. */
    public Site farSite() {
        return farSite.orElseThrow(() -> new IllegalStateException("this cluster has one site"));
    }

    /** Every service's processes. */
    public List<Instance> instances() {
        return Stream.of(command.stream(), query.stream(), sip.stream().map(SipInstance::instance))
                .flatMap(it -> it)
                .toList();
    }

    /** Where clients send requests to. */
    public String apiUrl() {
        if (door == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return door.url();
    }

    public String operatorKey() {
        return settings.operatorKey();
    }

    public KafkaSettings kafka() {
        return new KafkaSettings(brokers.bootstrapServers(), PARTITIONS, brokers.replicationFactor());
    }

    /** Returns when every process says that it is ready. */
    public void awaitReady() {
        instances().forEach(Instance::awaitReady);
    }

    private void startAll() {
        brokers.all().forEach(Broker::start);
        database.start();
        settings.makeKeys(database.password());
        farSite.ifPresent(far -> {
            brokers.connect(far);
            far.layToDatabase(database.jdbcUrl(), ports.next());
        });
        brokers.all().forEach(Broker::awaitReady);
        for (int i = 1; i <= INSTANCES; i++) {
            command.add(instance("command-service", "command-" + i, Map.of()));
            query.add(instance("query-service", "query-" + i, Map.of("COUNTERSIGN_STATE_DIR", stateFolder("query-" + i))));
            int sipPort = ports.next();
            sip.add(new SipInstance(
                    instance("sip-auth-service", "sip-" + i, Map.of("COUNTERSIGN_SIP_PORT", Integer.toString(sipPort))),
                    sipPort));
        }
        instances().forEach(Instance::start);
        List<Instance> nodes = sip.stream().map(SipInstance::instance).toList();
        door = new Door(ports.next(), command, query, nodes, folder.resolve("front-door.log"));
        door.start();
        door.awaitReady();
        awaitReady();
    }

    private Instance instance(String service, String name, Map<String, String> own) {
        int httpPort = ports.next();
        Map<String, String> environment = settings.environment(name);
        // Where things are here; what the file doesn't set stays unset.
        own.forEach(environment::replace);
        environment.replace("COUNTERSIGN_ADVERTISED_ADDRESS", "127.0.0.1:" + httpPort);
        environment.replace("COUNTERSIGN_BIND", "127.0.0.1");
        Optional<Site> far = farSite.filter(_ -> name.endsWith("-1"));
        environment.replace(
                "COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", far.map(_ -> brokers.farBootstrapServers()).orElse(brokers.bootstrapServers()));
        environment.replace("COUNTERSIGN_KAFKA_PARTITIONS", Integer.toString(PARTITIONS));
        environment.replace("COUNTERSIGN_KAFKA_REPLICATION_FACTOR", Integer.toString(brokers.replicationFactor()));
        environment.replace("COUNTERSIGN_POSTGRES_URL", far.map(Site::databaseUrl).orElse(database.jdbcUrl()));
        environment.replace("COUNTERSIGN_POSTGRES_USERNAME", database.username());
        environment.replace("COUNTERSIGN_TRUSTED_PROXIES", "127.0.0.0/8");
        // What the tests need besides.
        environment.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        environment.put("COUNTERSIGN_HTTP_PORT", Integer.toString(httpPort));
        environment.put("COUNTERSIGN_API_REQUESTS_PER_SECOND", "0");
        environment.put("COUNTERSIGN_LOCKOUT_EXEMPT", "127.0.0.0/8");
        environment.put("COUNTERSIGN_UNAUTHENTICATED_EXEMPT", "127.0.0.0/8");
        return new Instance(service, name, httpPort, environment, folder.resolve(name + ".log"));
    }

    private String stateFolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything at once; the folder stays. */
    @Override
    public void close() {
        killAll();
        if (!Thread.currentThread().equals(killer)) {
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private void killAll() {
        if (door != null) {
            door.end();
        }
        instances().forEach(Instance::end);
        brokers.all().forEach(Broker::end);
        database.stop();
        farSite.ifPresent(Site::close);
    }
}
