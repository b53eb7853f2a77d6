package io.countersign.bench.command;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.api.CountersignApi.Trunk;
import io.countersign.bench.measure.ChildProcess;
import io.countersign.bench.measure.Latencies;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ProcessCpu;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.measure.Samples;
import io.countersign.bench.measure.Spread;
import io.countersign.bench.measure.Undisturbed;
import io.countersign.bench.plain.PlainHttp;
import io.countersign.bench.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code commands}: POST credentials at a running Countersign and at the plain server, in interleaved rounds of one run. */
@Command(name = "commands", mixinStandardHelpOptions = true, description = "Commands per second beside plain JDBC, in one run.")
public final class CommandComparison implements Callable<Integer> {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_TRUNKS = 256;
    private static final String PLAIN = "plain JDBC";
    /** Its little code is compiled after some seconds; the services' is not. */
    private static final int PLAIN_WARM_UP = 10;
    /** Few, so that the compiler of a cold JVM gets its share of the cores. */
    private static final int WARM_UP_CALLERS = 4;

    @Option(
            names = "--url",
            split = ",",
            defaultValue = "http://127.0.0.1:8080",
            description = "a running Countersign on this machine; several: its command-services, of which the first is measured alone too")
    private List<URI> urls = List.of();

    @Option(names = "--operator-key-file", required = true, description = "<data>/operator.key")
    private Path operatorKeyFile = Path.of("");

    @Option(names = "--work", required = true, description = "folder for the plain server's data and log")
    private Path work = Path.of("");

    @Option(names = "--process", description = "id of the process under which all of Countersign runs, for its CPU time")
    private @Nullable Long process;

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Option(names = "--callers", split = ",", defaultValue = "1,8,32", description = "numbers of concurrent callers")
    private List<Integer> callers = List.of();

    @Option(names = "--trunks", defaultValue = "32", description = "trunks that the credentials are spread over")
    private int trunks;

    @Option(names = "--warm-up-seconds", defaultValue = "5", description = "load before the rounds, for each server")
    private int warmUpSeconds;

    @Option(names = "--round-seconds", defaultValue = "2", description = "length of a round")
    private int roundSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each server and number of callers")
    private int rounds;

    @Option(names = "--rate", defaultValue = "0", description = "commands a second, of all callers together, in rounds of their own after the closed loops; 0: none")
    private int rate;

    @Option(names = "--pool-size", defaultValue = "10", description = "connections of the plain server; command-service's number")
    private int poolSize;

    private final MarkdownTable table = new MarkdownTable(
            "callers", "server", "commands/s, median (min–max)", "to plain JDBC, median of rounds", "server CPU ms each, median (min–max)", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "p50 and p99 ms where nothing was stolen (seconds)", "not 201");
    private long refused;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Instant from = Instant.now();
        if (trunks < 1 || trunks > MAX_TRUNKS) {
            throw new IllegalArgumentException(trunks + " trunks (expected: 1 to " + MAX_TRUNKS + ")");
        }
        List<Peer> instances = countersignPeers();
        Files.createDirectories(work);
        Samples disk = DiskSync.measure(work);
        try (ChildProcess plain = ChildProcess.startJava(
                Stream.concat(ServiceProcess.MEMORY.stream(), Stream.of("-Dlogback.configurationFile=bench-logback.xml")).toList(),
                PlainServer.class.getName(),
                List.of(work.resolve("plain-postgresql").toString(), Integer.toString(poolSize)),
                Map.of(),
                work.resolve("plain.log"))) {
            URI plainUrl = URI.create(plain.awaitLine(PlainHttp.READY, START_TIMEOUT));
            CommandLoad inserts = new CommandLoad(List.of(CountersignApi.withKey(plainUrl, "none")), plainTrunks());
            List<Peer> peers = new ArrayList<>(instances);
            peers.add(new Peer(PLAIN, inserts, Optional.of(plain.pid())));
            for (Peer peer : peers) {
                Duration warmUp = Duration.ofSeconds(peer.name().equals(PLAIN) ? Math.min(warmUpSeconds, PLAIN_WARM_UP) : warmUpSeconds);
                progress(peer, WARM_UP_CALLERS, "warm-up", peer.load().run(WARM_UP_CALLERS, warmUp, 0));
            }
            for (int count : callers) {
                compare(peers, count, 0);
                if (rate > 0) {
                    compare(peers, count, rate);
                }
            }
        }
        new ResultsBlock("Commands per second beside plain JDBC", from, Instant.now(), table, notes(disk))
                .publish(System.out, Optional.ofNullable(results));
        return refused == 0 ? 0 : 1;
    }

    /** One where there is one; else the first alone and all in turn, on the same trunks. */
    private List<Peer> countersignPeers() throws IOException, InterruptedException {
        List<CountersignApi> all = new ArrayList<>();
        for (URI url : urls) {
            all.add(CountersignApi.of(url, operatorKeyFile));
        }
        List<Trunk> made = createTrunks(all.getFirst());
        if (all.size() == 1) {
            return List.of(new Peer("Countersign", new CommandLoad(all, made), Optional.ofNullable(process)));
        }
        return List.of(
                new Peer("one of " + all.size() + " command-services", new CommandLoad(all.subList(0, 1), made), Optional.ofNullable(process)),
                new Peer("all " + all.size() + " in turn", new CommandLoad(all, made), Optional.ofNullable(process)));
    }

    private void compare(List<Peer> peers, int count, int perSecond) throws InterruptedException, ExecutionException {
        List<Measured> measured = peers.stream().map(Measured::of).toList();
        for (int round = 1; round <= rounds; round++) {
            for (Measured each : measured) {
                Optional<Duration> before = each.peer().cpu();
                CommandLoad.Round result = each.peer().load().run(count, Duration.ofSeconds(roundSeconds), perSecond);
                each.peer().cpu().ifPresent(after -> each.cpuMillis().add(after.minus(before.orElseThrow()).toNanos() / 1e6 / result.done().size()));
                progress(each.peer(), count, "round " + round, result);
                each.perSecond().add(result.perSecond());
                each.latencies().add(result.latencies());
                each.undisturbed().add(result.undisturbed(), result.stolen().undisturbed(), result.stolen().count());
                each.refusals().addAndGet(result.refused());
                refused += result.refused();
            }
        }
        List<Double> plain = measured.getLast().perSecond();
        for (Measured each : measured) {
            table.row(
                    count + (perSecond == 0 ? "" : ", " + perSecond + "/s"),
                    each.peer().name(),
                    Spread.of(each.perSecond()).text(0),
                    Spread.ofRatios(each.perSecond(), plain).text(2),
                    each.cpuMillis().isEmpty() ? "–" : Spread.of(each.cpuMillis()).text(2),
                    millis(each.latencies().percentile(50)),
                    millis(each.latencies().percentile(99)),
                    millis(each.latencies().percentile(99.9)),
                    millis(each.latencies().max()),
                    each.undisturbed().text(),
                    each.refusals().toString());
        }
    }

    private List<Trunk> createTrunks(CountersignApi countersign) throws IOException, InterruptedException {
        String account = countersign.createAccount("bench commands");
        List<Trunk> made = new ArrayList<>();
        for (int i = 0; i < trunks; i++) {
            made.add(countersign.createTrunk(account, "bench " + i, List.of("SHA-256", "MD5")));
        }
        return made;
    }

    private List<Trunk> plainTrunks() {
        List<Trunk> made = new ArrayList<>();
        for (int i = 0; i < trunks; i++) {
            String suffix = String.format(Locale.ROOT, "%012d", i);
            made.add(new Trunk("acc_plain0000000", "trunk_" + suffix, "trunk-" + suffix + ".sip.localhost"));
        }
        return made;
    }

    private List<String> notes(Samples disk) {
        return List.of(
                "Both behind WebFlux on reactor-netty with a virtual thread a request; PostgreSQL 18 with fsync=on and synchronous_commit=on for both, each its own, on the same disk.",
                "Plain JDBC inserts one event, one secret and one idempotency row in one transaction: no check of a key, a rule or an earlier request, no hash, no lock. Countersign runs whole: relay, Kafka, fold and node work on each command on the same cores; "
                        + (urls.size() == 1 ? "a standalone's front door is passed." : "the callers ask the instances themselves, there is no front door."),
                "Server CPU: user and kernel time of all processes of Countersign (command-services, PostgreSQL, broker, query-service, SIP nodes), or of the plain server and its PostgreSQL, over the commands of a round.",
                "JVM options of the plain server, and of the services where start-services.sh started them: " + String.join(" ", ServiceProcess.MEMORY) + ".",
                "The disk alone, 8 KiB written and synced by one thread before the run: p50 " + disk.millis(50) + " ms, p99 "
                        + disk.millis(99) + " ms, max " + disk.millis(100) + " ms.",
                "Callers: virtual threads of one client process on the same machine (java.net.http, HTTP/1.1), " + trunks
                        + " trunks in turn; warm-up " + warmUpSeconds + " s for each way of asking Countersign and " + Math.min(warmUpSeconds, PLAIN_WARM_UP)
                        + " s for plain JDBC, with " + WARM_UP_CALLERS + " callers, " + rounds + " interleaved rounds of "
                        + roundSeconds + " s; percentiles over all rounds, at a steady rate from when a command was due.",
                "Nothing was stolen: commands all of whose seconds the hypervisor gave no time to others (steal of /proc/stat, to 10 ms); the other columns are over all of them.");
    }

    private static void progress(Peer peer, int callers, String what, CommandLoad.Round round) {
        System.err.printf(
                Locale.ROOT, "%-12s %2d callers %-8s %7.0f/s p50 %s ms p99 %s ms, slowest (ms@start of it): %s, not 201: %s%n",
                peer.name(), callers, what, round.perSecond(),
                millis(round.latencies().percentile(50)), millis(round.latencies().percentile(99)),
                Slowest.text(round.done()), round.others());
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
    }

    /** @param pid of the process that it and all it needs runs under, where that is known */
    private record Peer(String name, CommandLoad load, Optional<Long> pid) {
        private Optional<Duration> cpu() {
            return pid.map(ProcessCpu::ofTree);
        }
    }

    private record Measured(Peer peer, List<Double> perSecond, List<Double> cpuMillis, Latencies latencies, Undisturbed undisturbed, AtomicLong refusals) {
        private static Measured of(Peer peer) {
            return new Measured(peer, new ArrayList<>(), new ArrayList<>(), new Latencies(), new Undisturbed(), new AtomicLong());
        }
    }
}
