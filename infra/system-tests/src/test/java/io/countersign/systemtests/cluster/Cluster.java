package io.countersign.systemtests.cluster;

import io.countersign.kafka.KafkaSettings;
import io.countersign.systemtests.cluster.Layout.Packaging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two processes of each service, as docker-compose.yml has them, on one PostgreSQL and one or three Kafka brokers: with its
 * environment, with keys that its command made, and each with a name, ports and a state folder of its own, which it keeps
 * over restarts.
 */
public final class Cluster implements AutoCloseable {
    private static final int INSTANCES = 2;
    /** Enough for both instances to have some: each one more costs two cores much. */
    private static final int PARTITIONS = 2;
    private static final Duration MAX_GAP = Duration.ofMillis(600);

    private final Path folder;
    private final FixedPorts ports;
    private final ComposedSettings settings;
    private final Layout layout;
    private final Database database;
    private final Brokers brokers;
    private final List<Instance> command = new ArrayList<>();
    private final List<Instance> query = new ArrayList<>();
    private final List<SipInstance> sip = new ArrayList<>();
    private @Nullable Door door;
    private final Site farSite;

    private final Thread killer = new Thread(this::killAll, "cluster-killer");

    private Cluster(Path folder, FixedPorts ports, Brokers brokers, Database database, Layout layout, Site farSite) {
        this.folder = folder;
        this.ports = ports;
        this.settings = new ComposedSettings(folder.resolve("keys"));
        this.database = database;
        this.brokers = brokers;
        this.layout = layout;
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
        return start(folder, Layout.of(brokers));
    }

    /** The same, otherwise laid out. */
    public static Cluster start(Path folder, Layout layout) {
        return start(embedded(folder, layout), Cluster::startBrokersFirst);
    }

    /** The same, but services, front door and brokers are started in an order and at moments that follow from chance. */
    public static Cluster startInAnyOrder(Path folder, Layout layout, Random random) {
        return start(embedded(folder, layout), cluster -> cluster.startInAnyOrder(random));
    }

    /** As the first, on a Kafka and a PostgreSQL that run already. */
    public static Cluster start(Path folder, Brokers brokers, Database database) {
        return start(new Cluster(folder, new FixedPorts(), brokers, database, Layout.of(1), Site.near()), Cluster::startBrokersFirst);
    }

    /** One broker and one SIP node, for what is about the HTTP API alone; these settings go to each service. */
    public static Cluster startForApi(Path folder, Map<String, String> settings) {
        return start(folder, Layout.forApi(settings));
    }

    private static Cluster embedded(Path folder, Layout layout) {
        FixedPorts ports = new FixedPorts();
        Database database = new EmbeddedDatabase(folder.resolve("postgresql"), ports.next());
        Site far = layout.far().isEmpty() ? Site.near() : Site.far();
        return new Cluster(folder, ports, new Brokers(layout, folder, ports, far), database, layout, far);
    }

    private static Cluster start(Cluster cluster, Consumer<Cluster> course) {
        Runtime.getRuntime().addShutdownHook(cluster.killer);
        try {
            course.accept(cluster);
            cluster.awaitReady();
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

    /** Whose cables the far instances of the layout depend on. */
    public Site farSite() {
        return farSite;
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

    /** SIGKILL of the front door, and its next start; returns when it serves. */
    public void restartDoor() {
        if (door == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        door.end();
        door.start();
        door.awaitReady();
    }

    private void startBrokersFirst() {
        brokers.all().forEach(Broker::start);
        Door opening = defineServices();
        brokers.all().forEach(Broker::awaitReady);
        instances().forEach(Instance::start);
        opening.start();
        opening.awaitReady();
    }

    private void startInAnyOrder(Random random) {
        Door opening = defineServices();
        Map<String, Runnable> starts = new HashMap<>();
        brokers.all().forEach(broker -> starts.put(broker.name(), broker::start));
        instances().forEach(instance -> starts.put(instance.name(), instance::start));
        starts.put("front door", opening::start);
        List<String> order = new ArrayList<>(new TreeSet<>(starts.keySet()));
        Collections.shuffle(order, random);
        System.out.printf("cluster: started in the order %s%n", order);
        order.forEach(name -> {
            Objects.requireNonNull(starts.get(name)).run();
            LockSupport.parkNanos(random.nextLong(MAX_GAP.toNanos())); // a random moment, not a wait for something
        });
        brokers.all().forEach(Broker::awaitReady);
        opening.awaitReady();
    }

    /** PostgreSQL runs then, whose address services are told. */
    private Door defineServices() {
        database.start();
        settings.makeKeys(database.password());
        if (!layout.far().isEmpty()) {
            brokers.connect();
            farSite.layToDatabase(database.jdbcUrl(), ports.next());
            farSite.open();
        }
        for (int i = 1; i <= INSTANCES; i++) {
            command.add(instance("command-service", i, Map.of(), layout.commandClasses()));
            query.add(instance("query-service", i, Map.of("COUNTERSIGN_STATE_DIR", stateFolder("query-" + i)), Optional.empty()));
        }
        for (int i = 1; i <= layout.nodes(); i++) {
            int sipPort = ports.next();
            sip.add(new SipInstance(
                    instance("sip-auth-service", i, Map.of("COUNTERSIGN_SIP_PORT", Integer.toString(sipPort)), Optional.empty()),
                    sipPort));
        }
        List<Instance> sipInstances = sip.stream().map(SipInstance::instance).toList();
        Door defined = new Door(ports.next(), command, query, sipInstances, folder.resolve("front-door.log"));
        door = defined;
        return defined;
    }

    private Instance instance(String service, int number, Map<String, String> own, Optional<Path> classes) {
        String name = service.substring(0, service.indexOf('-')) + "-" + number;
        int httpPort = ports.next();
        boolean isFar = layout.far().contains(name);
        Map<String, String> environment = settings.environment(name);
        // Where things are here; what the file doesn't set stays unset.
        own.forEach(environment::replace);
        environment.replace("COUNTERSIGN_ADVERTISED_ADDRESS", "127.0.0.1:" + httpPort);
        environment.replace("COUNTERSIGN_BIND", "127.0.0.1");
        environment.replace("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", isFar ? brokers.farBootstrapServers() : brokers.bootstrapServers());
        environment.replace("COUNTERSIGN_KAFKA_PARTITIONS", Integer.toString(PARTITIONS));
        environment.replace("COUNTERSIGN_KAFKA_REPLICATION_FACTOR", Integer.toString(brokers.replicationFactor()));
        environment.replace("COUNTERSIGN_POSTGRES_URL", isFar ? farSite.databaseUrl() : database.jdbcUrl());
        environment.replace("COUNTERSIGN_POSTGRES_USERNAME", database.username());
        environment.replace("COUNTERSIGN_TRUSTED_PROXIES", "127.0.0.0/8");
        // What the tests need besides.
        environment.put("COUNTERSIGN_STANDBYS", "1"); // with one broker too, where the default is none
        environment.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        environment.put("COUNTERSIGN_HTTP_PORT", Integer.toString(httpPort));
        environment.put("COUNTERSIGN_API_REQUESTS_PER_SECOND", "0");
        environment.put("COUNTERSIGN_LOCKOUT_EXEMPT", "127.0.0.0/8");
        environment.put("COUNTERSIGN_UNAUTHENTICATED_EXEMPT", "127.0.0.0/8");
        environment.putAll(layout.settings());
        boolean fromJar = layout.packaging() == Packaging.FIRST_FROM_EXECUTABLE_JAR && number == 1;
        List<String> command = classes.map(it -> JavaCommand.withClasses(Instance.MAX_HEAP, service, it))
                .orElseGet(() -> fromJar ? JavaCommand.ofJar(Instance.MAX_HEAP, service) : JavaCommand.ofService(Instance.MAX_HEAP, service));
        return new Instance(name, httpPort, command, environment, folder.resolve(name + ".log"));
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
        farSite.close();
    }
}
