package io.countersign.bench.replay;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.measure.Spread;
import io.countersign.bench.service.BrokerProcess;
import io.countersign.bench.service.ServiceFolder;
import io.countersign.bench.service.ServiceProcess;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code replay}: events per second of a rebuild from zero, of the auth table and of the views, by one query-service. */
@Command(name = "replay", mixinStandardHelpOptions = true, description = "Events per second of a rebuild from zero.")
public final class Replay implements Callable<Integer> {
    private static final Duration REBUILD_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration GRAIN = Duration.ofMillis(20);
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(60);
    private static final String MAIN = "io.countersign.query.QueryServiceApplication";
    private static final String NODE = "query-1";
    private static final int MAX_EVENTS = 5_000_000;

    @Option(names = "--work", required = true, description = "folder for logs and broker data")
    private Path work = Path.of("");

    @Option(names = "--events", defaultValue = "100000", description = "events about trunks")
    private int events;

    @Option(names = "--trunks", defaultValue = "64", description = "trunks that they are about")
    private int trunks;

    @Option(names = "--rounds", defaultValue = "3", description = "rebuilds of each kind")
    private int rounds;

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Option(names = "--json", description = "file that each round is written to, one JSON object a line")
    private @Nullable Path json;

    /** One rebuild. */
    record Round(String target, int round, int events, double seconds, double eventsPerSecond) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (events < 1 || events > MAX_EVENTS || trunks < 1 || rounds < 1) {
            throw new IllegalArgumentException(events + " events, " + trunks + " trunks, " + rounds + " rounds (expected: 1 to "
                    + MAX_EVENTS + " events, 1 or more of the others)");
        }
        List<Round> measured = new ArrayList<>();
        Instant from;
        ServiceFolder folder = ServiceFolder.create(work);
        try (BrokerProcess broker = BrokerProcess.start(work)) {
            String bootstrapServers = broker.awaitBootstrapServers();
            KafkaSettings kafka = new KafkaSettings(bootstrapServers, ServiceFolder.PARTITIONS, (short) 1);
            TopicProvisioner.provision(kafka, Topics.all(), TOPICS_TIMEOUT);
            TrunkFacts.write(kafka, events, trunks);
            Map<String, String> settings = folder.settings(bootstrapServers);
            settings.put("COUNTERSIGN_STATE_DIR", folder.state(NODE));
            try (ServiceProcess service = ServiceProcess.start(MAIN, NODE, settings, work)) {
                service.awaitReady();
                CountersignApi api = CountersignApi.of(service.url(), folder.operatorKey());
                from = Instant.now();
                for (int round = 1; round <= rounds; round++) {
                    measured.add(rebuild(api, Topics.REBUILD_AUTH_TABLE, round));
                    measured.add(rebuild(api, Topics.REBUILD_VIEWS, round));
                }
            }
        }
        publish(measured, from);
        return 0;
    }

    private Round rebuild(CountersignApi api, String target, int round) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int generation = api.startRebuild(target);
        while (api.liveGeneration(target) < generation) {
            if (System.nanoTime() - begin > REBUILD_TIMEOUT.toNanos()) {
                throw new IllegalStateException(target + " is not built again after " + REBUILD_TIMEOUT);
            }
            TimeUnit.NANOSECONDS.sleep(GRAIN.toNanos());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "%s round %d: %.2f s%n", target, round, seconds);
        return new Round(target, round, events, seconds, events / seconds);
    }

    private void publish(List<Round> measured, Instant from) throws IOException {
        MarkdownTable table = new MarkdownTable("rebuilt", "events", "rounds", "seconds, median (min–max)", "events/s, median (min–max)");
        for (String target : List.of(Topics.REBUILD_AUTH_TABLE, Topics.REBUILD_VIEWS)) {
            List<Round> own = measured.stream().filter(it -> it.target().equals(target)).toList();
            table.row(
                    target,
                    Integer.toString(events),
                    Integer.toString(own.size()),
                    Spread.of(own.stream().map(Round::seconds).toList()).text(2),
                    Spread.of(own.stream().map(Round::eventsPerSecond).toList()).text(0));
        }
        new ResultsBlock("Replay: a rebuild from zero", from, Instant.now(), table, notes()).publish(System.out, Optional.ofNullable(results));
        if (json != null) {
            JsonMapper mapper = JsonMapper.shared();
            Files.write(json, measured.stream().map(mapper::writeValueAsString).toList());
        }
    }

    private List<String> notes() {
        return List.of(
                "One query-service with one thread an application, one broker, " + trunks + " trunks; four credentials created for each one deleted."
                        + " From the request to the moment that the new generation is live; the fold is acknowledged each second, and what is next is looked for each half second.",
                "The generation that serves goes on beside it.");
    }
}
