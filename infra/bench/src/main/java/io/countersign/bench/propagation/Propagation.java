package io.countersign.bench.propagation;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.api.CountersignApi.Trunk;
import io.countersign.bench.measure.LoopbackTarget;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.propagation.Arrivals.Arrival;
import io.countersign.bench.propagation.Hops.Passage;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code propagation}: how long after its answer a write is true on SIP, one write at a time, against a running Countersign. */
@Command(name = "propagation", mixinStandardHelpOptions = true, description = "Write answered → true on SIP, hop by hop.")
public final class Propagation implements Callable<Integer> {
    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int GENERATION = 1;
    private static final int MAX_COUNT = 10_000;

    @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "a running Countersign on this machine")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--operator-key-file", required = true, description = "<data>/operator.key")
    private Path operatorKeyFile = Path.of("");

    @Option(names = "--sip", defaultValue = "127.0.0.1:5060", description = "host:port of its SIP over UDP")
    private String sip = "";

    @Option(names = "--kafka", required = true, description = "host:port of its broker")
    private String kafka = "";

    @Option(names = "--partitions", defaultValue = "4", description = "partitions of the topics about trunks")
    private int partitions;

    @Option(names = "--count", defaultValue = "50", description = "credentials created and deleted, after a warm-up of a tenth as many")
    private int count;

    @Option(names = "--poll-micros", defaultValue = "1000", description = "pause between two REGISTER attempts")
    private int pollMicros;

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException(count + " credentials (expected: 1 to " + MAX_COUNT + ")");
        }
        Instant from = Instant.now();
        CountersignApi api = CountersignApi.of(url, operatorKeyFile);
        Trunk trunk = api.createTrunk(api.createAccount("bench propagation"), "bench", List.of(ALGORITHM.token()));
        Hops creates = new Hops("POST");
        Hops deletes = new Hops("DELETE");
        int warmUp = count / 10;
        LoopbackTarget.parse(kafka);
        try (Arrivals arrivals = Arrivals.start(new KafkaSettings(kafka, partitions, (short) 1), GENERATION);
                SipProbe probe = SipProbe.open(LoopbackTarget.parse(sip), account(trunk, 0))) {
            for (int i = 0; i < warmUp + count; i++) {
                SipAccount account = account(trunk, i);
                probe.use(account);
                pause();
                Created create = create(api, trunk, account, probe, arrivals);
                pause();
                Passage delete = delete(api, trunk, account, create.credential(), probe, arrivals);
                if (i >= warmUp) {
                    creates.add(create.passage());
                    deletes.add(delete);
                }
            }
        }
        MarkdownTable table = new MarkdownTable("write", "hop", "n", "p50 ms", "p99 ms", "max ms");
        creates.addTo(table, "REGISTER accepted");
        deletes.addTo(table, "REGISTER refused");
        new ResultsBlock("From a write to SIP", from, Instant.now(), table, notes(warmUp))
                .publish(System.out, Optional.ofNullable(results));
        return 0;
    }

    private Created create(CountersignApi api, Trunk trunk, SipAccount account, SipProbe probe, Arrivals arrivals)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        String key = RecordKeys.authAccount(trunk.sipDomain(), account.username());
        probe.challenge();
        arrivals.forgetReports();
        long sent = System.nanoTime();
        String credential = api.createCredential(trunk, account.username(), password(account.username()));
        long answered = System.nanoTime();
        long effective = pollUntil(true, probe);
        Arrival event = await(arrivals.created(account.username()));
        Arrival row = await(arrivals.row(key));
        long reported = arrivals.awaitApplied(row, PATIENCE);
        return new Created(credential, new Passage(sent, answered, event.nanos(), row.nanos(), effective, reported));
    }

    private Passage delete(
            CountersignApi api, Trunk trunk, SipAccount account, String credential, SipProbe probe, Arrivals arrivals)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        String key = RecordKeys.authAccount(trunk.sipDomain(), account.username());
        arrivals.forgetReports();
        long sent = System.nanoTime();
        api.deleteCredential(trunk, credential);
        long answered = System.nanoTime();
        long effective = pollUntil(false, probe);
        Arrival event = await(arrivals.deleted(credential));
        Arrival row = await(arrivals.tombstone(key));
        return new Passage(sent, answered, event.nanos(), row.nanos(), effective, arrivals.awaitApplied(row, PATIENCE));
    }

    private record Created(String credential, Passage passage) {}

    /** When the first answer of that kind was read. */
    private long pollUntil(boolean accepted, SipProbe probe) throws IOException, TimeoutException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (probe.registers() == accepted) {
                return System.nanoTime();
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pollMicros));
        }
        throw new TimeoutException("SIP doesn't show the write after " + PATIENCE);
    }

    private static Arrival await(Future<Arrival> arrival) throws InterruptedException, ExecutionException, TimeoutException {
        return arrival.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Of random length, so that no rhythm of ours meets one of theirs. */
    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
    }

    private static SipAccount account(Trunk trunk, int number) {
        String username = "probe-" + number;
        return new SipAccount(username, trunk.sipDomain(), Ha1.of(ALGORITHM, username, trunk.sipDomain(), password(username)));
    }

    private static String password(String username) {
        return "correct horse battery " + username;
    }

    private List<String> notes(int warmUp) {
        return List.of(
                "One write at a time, " + warmUp + " before the counted ones; REGISTER with SHA-256 over UDP is tried each " + pollMicros
                        + " µs until the answer changes, so each end has that grain.",
                "All times are one process's clock on the same machine: HTTP answers and SIP answers as read by the client, records as handed over by a read_committed consumer. A hop is negative where that consumer read later than the node did, or the relay was faster than the HTTP answer.");
    }
}
