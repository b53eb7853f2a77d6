package io.countersign.standalone.run;

import io.countersign.embedded.EmbeddedPostgresql;
import io.countersign.rest.route.Service;
import io.countersign.standalone.child.ChildRecord;
import io.countersign.standalone.child.KafkaChild;
import io.countersign.standalone.child.PostgresqlChild;
import io.countersign.standalone.child.Supervisor;
import io.countersign.standalone.folder.DataFolder;
import io.countersign.standalone.folder.Keys;
import io.countersign.standalone.folder.Ports;
import io.countersign.standalone.folder.RunningFile;
import io.countersign.standalone.frontdoor.Backends;
import io.countersign.standalone.frontdoor.FrontDoor;
import io.countersign.standalone.option.RunSettings;
import io.countersign.standalone.program.Version;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything of one {@code up}: started step by step, children and services in parallel, stopped in the reverse order.
 * Started by one thread; {@link #close} and {@link #kill} may come from any.
 */
final class Run implements AutoCloseable {
    private final RunSettings settings;
    private final Map<String, String> environment;
    private final Progress progress;
    private final OpenResources open = new OpenResources();
    private final Map<String, Supervisor> children = new ConcurrentHashMap<>();
    private final Backends backends = new Backends();

    Run(RunSettings settings, Map<String, String> environment, Progress progress) {
        this.settings = settings;
        this.environment = environment;
        this.progress = progress;
    }

    /** Returns when every part is ready; the text says where it is. */
    String start(DataFolder folder) {
        open.add("data folder", folder);
        RunningFile.delete(folder.root());
        Keys keys = Keys.of(folder, environment);
        SipEntrance sip = SipEntrance.of(settings, folder, environment);
        FrontDoor door = open.addEntrance(
                "front door",
                FrontDoor.open(
                        settings.bind(),
                        settings.apiPort(),
                        backends,
                        Map.of("kafka", () -> isAlive("kafka"), "postgresql", () -> isAlive("postgresql")),
                        Version.text()));
        progress.step("data in " + folder.root() + ", logs in " + folder.logs());
        Servers servers = startServers(folder);
        startServices(folder, keys, sip, servers);
        String apiUrl = "http://" + urlHost(reachable(settings.bind())) + ":" + door.port();
        Readiness.await(apiUrl);
        RunningFile running = new RunningFile(
                apiUrl, reachable(settings.bind()).getHostAddress(), sip.port(), settings.sipDomain(), ProcessHandle.current().pid());
        running.write(folder.root());
        open.addEntrance("ready file", () -> RunningFile.delete(folder.root()));
        return apiUrl + " | SIP " + urlHost(settings.bind()) + ":" + sip.port() + " (UDP, TCP), :" + sip.sipsPort() + " (TLS, "
                + sip.tls().origin() + ") | operator key in " + keys.operatorKeySource();
    }

    /** Makes later starts faster, beside all else. */
    void trainWhenWanted(DataFolder folder) {
        AotTraining.startWhenWanted(folder).ifPresent(training -> open.add("AOT training", training));
    }

    /** Stops all in order. */
    @Override
    public void close() {
        open.close();
    }

    /** Ends the children at once; this JVM is about to end too. */
    void kill() {
        children.values().forEach(Supervisor::kill);
    }

    private record Servers(String kafka, EmbeddedPostgresql postgresql) {}

    private Servers startServers(DataFolder folder) {
        Ports ports = new Ports(folder);
        ChildRecord kafkaRecord = new ChildRecord(folder.run().resolve("kafka.properties"));
        CompletableFuture<Void> leftOvers = CompletableFuture.allOf(
                inParallel("kafka-left-over", () -> {
                    kafkaRecord.endLeftOver();
                    return true;
                }),
                inParallel("postgresql-left-over", () -> {
                    EmbeddedPostgresql.endLeftOver(folder.postgresql());
                    EmbeddedPostgresql.endLeftOver(AotTraining.data(folder).resolve("postgresql"));
                    return true;
                }));
        join(leftOvers);
        int kafkaPort = ports.ofChild("kafka", "--kafka-port", settings.kafkaPort());
        int postgresPort = ports.ofChild("postgresql", "--postgres-port", settings.postgresPort());
        CompletableFuture<EmbeddedPostgresql> postgresql =
                inParallel("postgresql-start", () -> startPostgresql(folder, postgresPort));
        CompletableFuture<String> kafka = inParallel("kafka-start", () -> startKafka(folder, kafkaPort, kafkaRecord));
        return new Servers(join(kafka), join(postgresql));
    }

    private String startKafka(DataFolder folder, int port, ChildRecord record) {
        Supervisor child = Supervisor.start("kafka", () -> KafkaChild.start(folder.kafka(), port, folder.logs(), record));
        children.put("kafka", open.add("kafka", child));
        progress.step("Kafka serves on 127.0.0.1:" + port);
        return "127.0.0.1:" + port;
    }

    private EmbeddedPostgresql startPostgresql(DataFolder folder, int port) {
        Supplier<PostgresqlChild> start = () -> new PostgresqlChild(EmbeddedPostgresql.start(
                folder.postgresql(), port, folder.programs(), folder.logs().resolve("postgresql.log")));
        PostgresqlChild first = start.get();
        Supervisor child = Supervisor.watch("postgresql", start, first);
        children.put("postgresql", open.add("postgresql", child));
        progress.step("PostgreSQL serves on 127.0.0.1:" + port);
        return first.server();
    }

    private void startServices(DataFolder folder, Keys keys, SipEntrance sip, Servers servers) {
        List<CompletableFuture<ServiceContext>> starts = Stream.of(Service.values())
                .map(service -> inParallel(Backends.name(service) + "-start", () -> startService(
                        service,
                        ServiceSettings.of(
                                service, settings, sip, folder, keys, servers.kafka(), servers.postgresql(), environment))))
                .toList();
        join(CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)));
    }

    private ServiceContext startService(Service service, Map<String, Object> serviceSettings) {
        String name = Backends.name(service);
        ServiceContext context = open.add(name, ServiceContext.start(service, serviceSettings));
        backends.add(service, InetSocketAddress.createUnresolved("127.0.0.1", context.port()));
        progress.step(name + " runs");
        return context;
    }

    private boolean isAlive(String child) {
        Supervisor supervisor = children.get(child);
        return supervisor != null && supervisor.isAlive();
    }

    static InetAddress reachable(InetAddress bind) {
        return bind.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bind;
    }

    static String urlHost(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static <T> CompletableFuture<T> inParallel(String thread, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().name(thread).start(task));
    }

    /** The services' own bounds end this wait. */
    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
