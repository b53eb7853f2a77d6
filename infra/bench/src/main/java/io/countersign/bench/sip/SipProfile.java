package io.countersign.bench.sip;

import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ProcessCpu;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.sip.LoadPlan.Mode;
import io.countersign.digest.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sip-profile}: where the time of an authenticated REGISTER pair goes in a whole sip-auth-service, and how much it allocates. */
@Command(name = "sip-profile", mixinStandardHelpOptions = true, description = "Time per stage and allocation per REGISTER pair, from a flight recording.")
public final class SipProfile implements Callable<Integer> {
    private static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration PROBE = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Option(names = "--work", required = true, description = "folder for logs, broker data and the recording")
    private Path work = Path.of("");

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Option(names = "--accounts", defaultValue = "1000", description = "accounts of each algorithm")
    private int accounts;

    @Option(names = "--warm-up-seconds", defaultValue = "5", description = "load before the profile, for each algorithm")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "10", description = "load that is profiled, for each algorithm")
    private int seconds;

    @Option(names = "--outstanding", defaultValue = "8", description = "requests waited for at the same time")
    private int outstanding;

    @Option(names = "--sockets", defaultValue = "4", description = "source addresses, from 127.0.1.1 on")
    private int sockets;

    @Option(names = "--jvm-option", description = "option of the JVM that runs sip-auth-service; may repeat")
    private List<String> jvmOptions = List.of();

    private final MarkdownTable table = new MarkdownTable("algorithm", "stage", "share of the worker", "CPU µs a pair");

    /** Load of one algorithm that was profiled. */
    private record Span(DigestAlgorithm algorithm, Instant from, Instant until, Duration cpu, LoadReport report) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant from = Instant.now();
        Path recording = Files.createDirectories(work).resolve("sip.jfr").toAbsolutePath();
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-XX:StartFlightRecording:filename=" + recording + ",dumponexit=true," + WorkerProfile.SETTINGS);
        options.add("-Xlog:jfr*=off");
        List<AuthTableSeed.Trunk> trunks =
                ALGORITHMS.stream().map(algorithm -> AuthTableSeed.Trunk.of(algorithm, CountersignPeer.BASE_DOMAIN)).toList();
        List<Span> spans = new ArrayList<>();
        try (CountersignPeer peer = CountersignPeer.start(trunks, accounts, 1, options, List.of(), work)) {
            for (AuthTableSeed.Trunk trunk : trunks) {
                spans.add(profile(peer, trunk));
            }
        }
        for (Span span : spans) {
            addRows(span, WorkerProfile.read(recording, span.from(), span.until()));
        }
        new ResultsBlock("Where a REGISTER pair's time goes", from, Instant.now(), table, notes()).publish(System.out, Optional.ofNullable(results));
        return spans.stream().allMatch(span -> span.report().troubles() == 0) ? 0 : 1;
    }

    private Span profile(CountersignPeer peer, AuthTableSeed.Trunk trunk) throws IOException, InterruptedException {
        List<SipAccount> users = SipAccount.madeUp(trunk.domain(), trunk.algorithm(), accounts);
        awaitReady(peer, trunk, users);
        RegisterLoad.run(plan(peer, trunk, users, Duration.ofSeconds(warmUpSeconds)));
        Instant from = Instant.now();
        Duration before = ProcessCpu.ofTree(peer.pids().getFirst());
        LoadReport report = RegisterLoad.run(plan(peer, trunk, users, Duration.ofSeconds(seconds)));
        Duration cpu = ProcessCpu.ofTree(peer.pids().getFirst()).minus(before);
        System.err.println(trunk.algorithm().token() + " " + report.counts());
        return new Span(trunk.algorithm(), from, Instant.now(), cpu, report);
    }

    private void awaitReady(CountersignPeer peer, AuthTableSeed.Trunk trunk, List<SipAccount> users) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            peer.mustLive();
            LoadReport report = RegisterLoad.run(plan(peer, trunk, users, PROBE));
            if (report.completed() > 0 && report.troubles() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException(peer.name() + " isn't ready after " + READY_TIMEOUT);
    }

    private LoadPlan plan(CountersignPeer peer, AuthTableSeed.Trunk trunk, List<SipAccount> users, Duration duration) {
        return new LoadPlan(peer.address(), Mode.REGISTER_PAIR, trunk.algorithm(), users, sockets, outstanding, 0, duration, TIMEOUT);
    }

    /** The process's CPU time, divided as the samples are. */
    private void addRows(Span span, WorkerProfile profile) {
        double microsAPair = span.cpu().toNanos() / 1e3 / span.report().completed();
        long all = Math.max(1, profile.workerSamples() + profile.otherSamples());
        for (Stage stage : Stage.values()) {
            long samples = profile.samples(stage);
            table.row(
                    span.algorithm().token(),
                    stage.text(),
                    percent(samples, profile.workerSamples()),
                    decimals(microsAPair * samples / all));
        }
        table.row(span.algorithm().token(), "other Java threads", "–", decimals(microsAPair * profile.otherSamples() / all));
        table.row(span.algorithm().token(), "all of the process", "–", decimals(microsAPair));
        table.row(
                span.algorithm().token(),
                "allocated by the worker, bytes a pair",
                "–",
                decimals(profile.allocatedBytesPerSecond() / span.report().perSecond()));
    }

    private List<String> notes() {
        return List.of(
                "A sip-auth-service as it is run, one UDP worker, " + accounts + " accounts; closed loop, " + outstanding + " outstanding, " + seconds
                        + " s of each algorithm after " + warmUpSeconds + " s of warm-up.",
                "Stages: CPU-time samples (JFR, jdk.CPUTimeSample, each 2 ms) of the worker's thread, each given to the innermost class of ours on its stack; microseconds: the process's CPU time from /proc, divided in the same proportion. The JVM's own threads (compiler, collector) aren't sampled: their time is spread over the rows.",
                "Allocation: jdk.ThreadAllocationStatistics of the worker's thread, over the pairs of the same time. A pair is two requests.");
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
