package io.countersign.bench.service;

import io.countersign.embedded.EmbeddedPostgresql;
import io.countersign.embedded.LocalPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code services}: one broker, one PostgreSQL and so many instances of each service, each in a process of its own. Runs
 * until its stdin ends or SIGTERM; where everything is stands in {@code services.properties} of the folder.
 */
@Command(name = "services", mixinStandardHelpOptions = true, description = "Several instances of each service, on this machine.")
public final class Services implements Callable<Integer> {
    private static final String COMMAND = "io.countersign.command.CommandServiceApplication";
    private static final String QUERY = "io.countersign.query.QueryServiceApplication";
    private static final String SIP = "io.countersign.sip.SipAuthServiceApplication";
    private static final int MAX_INSTANCES = 4;

    @Option(names = "--folder", required = true, description = "data, keys and logs")
    private Path folder = Path.of("");

    @Option(names = "--commands", defaultValue = "2", description = "instances of command-service")
    private int commands;

    @Option(names = "--queries", defaultValue = "1", description = "instances of query-service")
    private int queries;

    @Option(names = "--sips", defaultValue = "2", description = "instances of sip-auth-service")
    private int sips;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int count : List.of(commands, queries, sips)) {
            if (count < 0 || count > MAX_INSTANCES) {
                throw new IllegalArgumentException(count + " instances (expected: 0 to " + MAX_INSTANCES + ")");
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "services-stop"));
        String where = start(ServiceFolder.create(folder));
        Files.writeString(folder.resolve("services.properties"), where);
        System.out.print("services are ready\n" + where);
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
        return 0;
    }

    private String start(ServiceFolder own) throws IOException, InterruptedException {
        BrokerProcess broker = keep(BrokerProcess.start(folder));
        EmbeddedPostgresql postgresql = keep(EmbeddedPostgresql.start(folder.resolve("postgresql"), 0));
        String kafka = broker.awaitBootstrapServers();
        Map<String, String> settings = own.settings(kafka);
        settings.put("COUNTERSIGN_POSTGRES_URL", postgresql.jdbcUrl());
        settings.put("COUNTERSIGN_POSTGRES_USERNAME", postgresql.username());
        settings.put("COUNTERSIGN_POSTGRES_PASSWORD", postgresql.password());
        List<ServiceProcess> commandServices = instances(COMMAND, "command", commands, settings, List.of());
        List<ServiceProcess> queryServices = instances(QUERY, "query", queries, settings, List.of());
        List<Integer> sipPorts = new ArrayList<>();
        for (int i = 0; i < sips; i++) {
            sipPorts.add(LocalPorts.freeForTcpAndUdp());
        }
        List<ServiceProcess> nodes = instances(SIP, "sip", sips, settings, sipPorts);
        for (List<ServiceProcess> each : List.of(commandServices, queryServices, nodes)) {
            for (ServiceProcess instance : each) {
                instance.awaitReady();
            }
        }
        return "process=" + ProcessHandle.current().pid() + "\nkafka=" + kafka.substring(kafka.lastIndexOf(':') + 1) + "\ncommand=" + urls(commandServices) + "\nquery="
                + urls(queryServices) + "\nsip="
                + sipPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")) + "\n";
    }

    private List<ServiceProcess> instances(
            String mainClass, String name, int count, Map<String, String> shared, List<Integer> sipPorts) throws IOException {
        List<ServiceProcess> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String node = name + "-" + (i + 1);
            Map<String, String> settings = new HashMap<>(shared);
            settings.put("COUNTERSIGN_STATE_DIR", new ServiceFolder(folder).state(node));
            if (!sipPorts.isEmpty()) {
                settings.put("COUNTERSIGN_SIP_PORT", sipPorts.get(i).toString());
            }
            started.add(keep(ServiceProcess.start(mainClass, node, settings, folder)));
        }
        return started;
    }

    private synchronized <T extends AutoCloseable> T keep(T started) {
        open.push(started);
        return started;
    }

    /** The last started ends first. */
    private synchronized void closeAll() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("a process doesn't end: " + e);
            }
        }
    }

    private static String urls(List<ServiceProcess> instances) {
        return instances.stream().map(instance -> instance.url().toString()).collect(Collectors.joining(","));
    }
}
