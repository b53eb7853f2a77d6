package io.countersign.bench.read;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.measure.ChildProcess;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.plain.PlainHttp;
import io.countersign.bench.service.BrokerProcess;
import io.countersign.bench.service.ServiceFolder;
import io.countersign.bench.service.ServiceProcess;
import io.countersign.kafka.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reads}: get and list at query-service beside the same query on an indexed PostgreSQL table, with and without HTTP. */
@Command(name = "reads", mixinStandardHelpOptions = true, description = "Reads per second beside PostgreSQL, in one run.")
public final class ReadComparison implements Callable<Integer> {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final String NODE = "bench-query";
    private static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-Dlogback.configurationFile=bench-logback.xml");

    @Option(names = "--work", required = true, description = "folder for data and logs")
    private Path work = Path.of("");

    @Option(names = "--results", description = "file that the tables are appended to")
    private @Nullable Path results;

    @Option(names = "--trunks", defaultValue = "50", description = "trunks")
    private int trunks;

    @Option(names = "--credentials", defaultValue = "200", description = "credentials of each")
    private int credentials;

    @Option(names = "--callers", split = ",", defaultValue = "1,8", description = "numbers of concurrent callers over HTTP")
    private List<Integer> callers = List.of();

    @Option(names = "--warm-up-seconds", defaultValue = "5", description = "load before the rounds, for each server and query")
    private int warmUpSeconds;

    @Option(names = "--round-seconds", defaultValue = "2", description = "length of a round")
    private int roundSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each server and query")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, SQLException {
        ReadData data = new ReadData(trunks, credentials);
        ServiceFolder folder = ServiceFolder.create(work);
        try (BrokerProcess broker = BrokerProcess.start(work);
                ChildProcess plain = child(
                        PlainReadServer.class,
                        "plain",
                        work.resolve("plain-postgresql").toString(),
                        Integer.toString(FramedQueryService.POOL),
                        Integer.toString(trunks),
                        Integer.toString(credentials))) {
            String kafka = broker.awaitBootstrapServers();
            EventSeed.write(kafka(kafka), data);
            Map<String, String> settings = new HashMap<>(folder.settings(kafka));
            settings.put("COUNTERSIGN_STATE_DIR", folder.state(NODE));
            CountersignApi bare = CountersignApi.withKey(URI.create(plain.awaitLine(PlainHttp.READY, START_TIMEOUT)), "none");
            String[] database = plain.awaitLine(PlainReadServer.DATABASE, START_TIMEOUT).split(" ");
            settings.put(FramedQueryService.URL, database[0]);
            settings.put(FramedQueryService.USER, database[1]);
            settings.put(FramedQueryService.PASSWORD, database[2]);
            long refused = overHttp(data, folder, settings, bare);
            inProcess(data, settings, kafka(kafka), database);
            return refused == 0 ? 0 : 1;
        }
    }

    private long overHttp(ReadData data, ServiceFolder folder, Map<String, String> settings, CountersignApi bare)
            throws IOException, InterruptedException, ExecutionException {
        Instant from = Instant.now();
        try (ServiceProcess query =
                ServiceProcess.start(FramedQueryService.class.getName(), NODE, settings, work)) {
            query.awaitReady();
            CountersignApi queryService = CountersignApi.of(query.url(), folder.operatorKey());
            HttpReads reads = new HttpReads(data, queryService, bare);
            reads.mustAnswerAlike();
            MarkdownTable table = HttpReads.table();
            Duration round = Duration.ofSeconds(roundSeconds);
            reads.warmUp(callers.getLast(), Duration.ofSeconds(warmUpSeconds));
            for (int count : callers) {
                reads.compare(table, count, rounds, round);
            }
            publish("List and get beside PostgreSQL, behind the same framework", from, table, List.of(
                    "Asked over HTTP/1.1 by virtual threads of one client process on the same machine; each answers the same JSON (compared before the run) from the same "
                            + trunks * credentials + " rows in " + trunks + " trunks; list: the first " + ReadData.PAGE + " of a trunk.",
                    "query-service, PostgreSQL instead: one more controller in the same process, behind the same key check, request log, metrics and error handling, which asks an indexed table by one query (HikariCP, "
                            + FramedQueryService.POOL + " connections, as many threads as read stores). The view checks whose trunk it is as well.",
                    "Bare handler: a process of WebFlux on reactor-netty and that query, a virtual thread a request; no key is checked, nothing is logged or measured. It shows what the frame costs.",
                    rounds() + " warm-up " + warmUpSeconds + " s for each server and query."));
            return reads.refused();
        }
    }

    private void inProcess(ReadData data, Map<String, String> settings, KafkaSettings kafka, String[] database)
            throws InterruptedException, SQLException {
        Instant from = Instant.now();
        Map<String, String> own = new HashMap<>(settings);
        own.put("COUNTERSIGN_NODE", NODE);
        own.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        own.put("COUNTERSIGN_HTTP_PORT", "0");
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(database[0]);
        pool.setUsername(database[1]);
        pool.setPassword(database[2]);
        pool.setMaximumPoolSize(1);
        try (HikariDataSource connections = new HikariDataSource(pool);
                StoreReads store = StoreReads.start(own, kafka, data)) {
            MarkdownTable table = new DirectReads(data, store, new PlainTable(connections))
                    .compare(rounds, Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(roundSeconds));
            publish("List and get beside PostgreSQL, without a framework", from, table, List.of(
                    "One thread, in one process, in turn: query-service's credential view (RocksDB, as its own code reads and decodes it) beside the same query by JDBC over HikariCP, prepared on the server, from the same rows.",
                    rounds() + " warm-up " + warmUpSeconds + " s for each."));
        }
    }

    private String rounds() {
        return rounds + " interleaved rounds of " + roundSeconds + " s each;";
    }

    private void publish(String title, Instant from, MarkdownTable table, List<String> notes) {
        new ResultsBlock(title, from, Instant.now(), table, notes).publish(System.out, Optional.ofNullable(results));
    }

    private ChildProcess child(Class<?> main, String name, String... arguments) {
        return ChildProcess.startJava(JVM_OPTIONS, main.getName(), List.of(arguments), Map.of(), work.resolve(name + ".log"));
    }

    private static KafkaSettings kafka(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, ServiceFolder.PARTITIONS, (short) 1);
    }
}
