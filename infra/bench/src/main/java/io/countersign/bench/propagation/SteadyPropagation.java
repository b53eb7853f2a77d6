package io.countersign.bench.propagation;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.api.CountersignApi.Trunk;
import io.countersign.bench.measure.LoopbackTarget;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.measure.Samples;
import io.countersign.bench.propagation.Arrivals.Arrival;
import io.countersign.bench.sip.SipAccount;
import io.countersign.bench.sip.SipProbe;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.RecordKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steady-propagation}: writes at a steady rate, whether or not the earlier ones are done, and when each SIP node applies them. */
@Command(
        name = "steady-propagation",
        mixinStandardHelpOptions = true,
        description = "Write → applied on every SIP node, at a steady rate of writes.")
public final class SteadyPropagation implements Callable<Integer> {
    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_256;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Each node reports at least each second. */
    private static final Duration NODES_HEARD_WITHIN = Duration.ofSeconds(5);
    private static final int GENERATION = 1;
    private static final int MAX_WRITES = 20_000;
    private static final int MAX_RATE = 500;

    @Option(names = "--url", split = ",", required = true, description = "command-services, or a front door; asked in turn")
    private List<URI> urls = List.of();

    @Option(names = "--operator-key-file", required = true, description = "<data>/operator.key")
    private Path operatorKeyFile = Path.of("");

    @Option(names = "--sip", split = ",", required = true, description = "host:port of each node's SIP over UDP")
    private List<String> sip = List.of();

    @Option(names = "--kafka", required = true, description = "host:port of its broker")
    private String kafka = "";

    @Option(names = "--partitions", defaultValue = "4", description = "partitions of the topics about trunks")
    private int partitions;

    @Option(names = "--rate", defaultValue = "50", description = "writes a second")
    private int rate;

    @Option(names = "--warm-up-seconds", defaultValue = "10", description = "the same writes before the counted ones")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "20", description = "counted writes")
    private int seconds;

    @Option(names = "--trunks", defaultValue = "16", description = "trunks that the credentials are spread over")
    private int trunks;

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    /** One write: when it was due, when its answer was read, and its auth row as it came out of Kafka. */
    private record Write(SipAccount account, long due, Future<Long> answered, Future<Arrival> row) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int warmUp = warmUpSeconds * rate;
        int total = warmUp + seconds * rate;
        if (rate < 1 || rate > MAX_RATE || trunks < 1 || total > MAX_WRITES || total <= warmUp) {
            throw new IllegalArgumentException(total + " writes at " + rate + " a second on " + trunks + " trunks (expected: up to "
                    + MAX_WRITES + " at up to " + MAX_RATE + ", some of them counted)");
        }
        Instant from = Instant.now();
        KafkaSettings settings = new KafkaSettings(kafka, partitions, (short) 1);
        LoopbackTarget.parse(kafka);
        List<CountersignApi> apis = new ArrayList<>();
        for (URI url : urls) {
            apis.add(CountersignApi.of(url, operatorKeyFile));
        }
        try (NodeReports reports = NodeReports.start(settings);
                Arrivals arrivals = Arrivals.start(settings, GENERATION)) {
            reports.forget();
            TimeUnit.NANOSECONDS.sleep(NODES_HEARD_WITHIN.toNanos());
            Set<String> nodes = reports.nodes();
            if (nodes.size() != sip.size()) {
                throw new IllegalStateException("reports of " + nodes + " (expected: of " + sip.size() + " nodes)");
            }
            List<Write> writes = write(apis, arrivals, total);
            Measured measured = measure(writes.subList(warmUp, total), nodes, reports);
            int refused = registerAll(writes.subList(warmUp, total));
            new ResultsBlock("From a write to every SIP node, at " + rate + " writes a second", from, Instant.now(), measured.table(nodes), List.of(
                            "POST of credentials, one due each " + 1000 / rate + " ms whether or not earlier ones are answered, at "
                                    + urls.size() + " command-service(s) in turn, on " + trunks + " trunks; warm-up " + warmUpSeconds
                                    + " s at the same rate. Times count from when a write was due.",
                            "Applied on a node: the first of its position reports that covers the auth row, as read from Kafka; so the report's own way is in it, and the row took effect earlier.",
                            "Afterwards each counted credential was registered on each node: " + refused + " refused."))
                    .publish(System.out, Optional.ofNullable(results));
            return refused == 0 ? 0 : 1;
        }
    }

    private List<Write> write(List<CountersignApi> apis, Arrivals arrivals, int total) throws IOException, InterruptedException {
        String account = apis.getFirst().createAccount("bench propagation");
        List<Trunk> made = new ArrayList<>();
        for (int i = 0; i < trunks; i++) {
            made.add(apis.getFirst().createTrunk(account, "bench " + i, List.of(ALGORITHM.token())));
        }
        List<Write> writes = new ArrayList<>();
        long gap = TimeUnit.SECONDS.toNanos(1) / rate;
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < total; i++) {
                long due = start + i * gap;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                CountersignApi api = apis.get(i % apis.size());
                Trunk trunk = made.get(i % made.size());
                SipAccount user = user(trunk, i);
                Future<Arrival> row = arrivals.row(RecordKeys.authAccount(trunk.sipDomain(), user.username()));
                writes.add(new Write(user, due, threads.submit(() -> {
                    api.createCredential(trunk, user.username(), password(user.username()));
                    return System.nanoTime();
                }), row));
            }
        }
        return writes;
    }

    private Measured measure(List<Write> writes, Set<String> nodes, NodeReports reports)
            throws InterruptedException, ExecutionException, TimeoutException {
        Measured measured = new Measured(nodes);
        for (Write write : writes) {
            Arrival row = write.row().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            List<Long> applied = new ArrayList<>();
            for (String node : nodes) {
                applied.add(await(reports, node, row));
            }
            measured.add(write.due(), write.answered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS), row.nanos(), applied);
        }
        return measured;
    }

    private static long await(NodeReports reports, String node, Arrival row) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Long> applied = reports.applied(node, row.partition(), row.offset());
            if (applied.isPresent()) {
                return applied.get();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new TimeoutException(node + " hasn't reported offset " + row.offset() + " of partition " + row.partition() + " within " + PATIENCE);
    }

    private int registerAll(List<Write> writes) throws IOException {
        int refused = 0;
        for (String node : sip) {
            try (SipProbe probe = SipProbe.open(LoopbackTarget.parse(node), writes.getFirst().account())) {
                for (Write write : writes) {
                    probe.use(write.account());
                    boolean accepted = probe.registers();
                    if (!accepted) { // a nonce may be refused as stale once: the second answer counts
                        accepted = probe.registers();
                    }
                    refused += accepted ? 0 : 1;
                }
            }
        }
        return refused;
    }

    private static SipAccount user(Trunk trunk, int number) {
        String username = "steady-" + number;
        return new SipAccount(username, trunk.sipDomain(), Ha1.of(ALGORITHM, username, trunk.sipDomain(), password(username)));
    }

    private static String password(String username) {
        return "correct horse battery " + username;
    }

    /** The samples of a run. Owned by one thread. */
    private static final class Measured {
        private final Samples answered = new Samples();
        private final Samples row = new Samples();
        private final Samples everywhere = new Samples();
        private final Samples afterAnswer = new Samples();
        private final List<Samples> byNode;

        private Measured(Set<String> nodes) {
            this.byNode = nodes.stream().map(_ -> new Samples()).toList();
        }

        private void add(long due, long answeredAt, long rowAt, List<Long> applied) {
            answered.add(answeredAt - due);
            row.add(rowAt - due);
            long last = applied.stream().mapToLong(Long::longValue).max().orElseThrow();
            everywhere.add(last - due);
            afterAnswer.add(last - answeredAt);
            for (int i = 0; i < byNode.size(); i++) {
                byNode.get(i).add(applied.get(i) - due);
            }
        }

        private MarkdownTable table(Set<String> nodes) {
            MarkdownTable table = new MarkdownTable("hop", "n", "p50 ms", "p99 ms", "max ms");
            add(table, "write → applied on every node", everywhere);
            add(table, "answered → applied on every node", afterAnswer);
            add(table, "write → answered", answered);
            add(table, "write → auth row read from Kafka", row);
            int i = 0;
            for (String node : nodes) {
                add(table, "write → applied on " + node, byNode.get(i++));
            }
            return table;
        }

        private static void add(MarkdownTable table, String hop, Samples samples) {
            table.row(hop, Integer.toString(samples.count()), samples.millis(50), samples.millis(99), samples.millis(100));
        }
    }
}
