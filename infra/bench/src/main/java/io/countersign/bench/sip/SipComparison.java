package io.countersign.bench.sip;

import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.bench.sip.KamailioPeer.Flavour;
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

/** {@code sip-compare}: CPU per REGISTER of Countersign's SIP service and of Kamailio, in interleaved rounds of one run. */
@Command(name = "sip-compare", mixinStandardHelpOptions = true, description = "CPU per REGISTER beside Kamailio, in one run.")
public final class SipComparison implements Callable<Integer> {
    private static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration PROBE = Duration.ofMillis(50);

    @Option(names = "--kamailio-config", required = true, description = "infra/bench/kamailio/kamailio.cfg")
    private Path kamailioConfig = Path.of("");

    @Option(names = "--work", required = true, description = "folder for logs, tables and broker data")
    private Path work = Path.of("");

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Option(names = "--accounts", defaultValue = "1000", description = "accounts of each algorithm")
    private int accounts;

    @Option(names = "--warm-up-seconds", defaultValue = "3", description = "load before the rounds, for each server, mode and algorithm")
    private int warmUpSeconds;

    @Option(names = "--round-seconds", defaultValue = "2", description = "length of a round")
    private int roundSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each server")
    private int rounds;

    @Option(names = "--outstanding", defaultValue = "8", description = "requests waited for at the same time")
    private int outstanding;

    @Option(names = "--sockets", defaultValue = "4", description = "source ports")
    private int sockets;

    @Option(names = "--workers", defaultValue = "1", description = "UDP workers of each server: processes of Kamailio, threads of Countersign")
    private int workers;

    @Option(names = "--jvm-option", description = "option of the JVM that runs sip-auth-service; may repeat")
    private List<String> jvmOptions = List.of();

    @Option(names = "--service-option", description = "argument of sip-auth-service; may repeat")
    private List<String> serviceOptions = List.of();

    @Option(names = "--peers", split = ",", defaultValue = "countersign,kamailio,kamailio-typical", description = "which of countersign, kamailio, kamailio-typical")
    private List<String> peers = List.of();

    private final MarkdownTable table = new MarkdownTable(
            "algorithm", "what", "server", "CPU µs each, median (min–max)", "to Kamailio", "per second", "p50 ms", "p99 ms", "load tool CPU µs", "troubles");
    private long troubles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant from = Instant.now();
        Optional<Path> kamailio = KamailioPeer.program();
        if (kamailio.isEmpty()) {
            System.out.println("skipped: Kamailio is not installed (Debian: apt-get install kamailio)");
            return 0;
        }
        List<AuthTableSeed.Trunk> trunks =
                ALGORITHMS.stream().map(algorithm -> AuthTableSeed.Trunk.of(algorithm, CountersignPeer.BASE_DOMAIN)).toList();
        try (PeerSet countersign = new PeerSet()) {
            if (peers.contains("countersign")) {
                countersign.add(CountersignPeer.start(trunks, accounts, workers, jvmOptions, serviceOptions, folder("countersign")));
            }
            for (AuthTableSeed.Trunk trunk : trunks) {
                compare(trunk, kamailio.get(), countersign);
            }
        }
        new ResultsBlock("CPU per REGISTER beside Kamailio", from, Instant.now(), table, notes())
                .publish(System.out, Optional.ofNullable(results));
        return troubles == 0 ? 0 : 1;
    }

    private void compare(AuthTableSeed.Trunk trunk, Path kamailio, PeerSet countersign) throws IOException, InterruptedException {
        List<SipAccount> users = SipAccount.madeUp(trunk.domain(), trunk.algorithm(), accounts);
        try (PeerSet both = new PeerSet()) {
            for (Flavour flavour : Flavour.values()) {
                String name = flavour == Flavour.LEAN ? "kamailio" : "kamailio-typical";
                if (peers.contains(name)) {
                    Path folder = folder(name + "-" + trunk.algorithm().token());
                    both.add(KamailioPeer.start(kamailio, kamailioConfig, flavour, workers, users, folder));
                }
            }
            List<SipPeer> all = new ArrayList<>(countersign.peers());
            all.addAll(both.peers());
            for (SipPeer peer : all) {
                awaitReady(peer, plan(peer, Mode.REGISTER_PAIR, trunk, users, PROBE));
            }
            for (Mode mode : Mode.values()) {
                compare(all, mode, trunk, users);
            }
        }
    }

    private void compare(List<SipPeer> all, Mode mode, AuthTableSeed.Trunk trunk, List<SipAccount> users) throws IOException {
        List<PeerRounds> measured = all.stream().map(PeerRounds::new).toList();
        for (SipPeer peer : all) {
            progress(peer, mode, trunk, "warm-up", RegisterLoad.run(plan(peer, mode, trunk, users, Duration.ofSeconds(warmUpSeconds))));
        }
        for (int round = 1; round <= rounds; round++) {
            for (PeerRounds each : measured) {
                LoadReport report = each.measure(plan(each.peer(), mode, trunk, users, Duration.ofSeconds(roundSeconds)));
                progress(each.peer(), mode, trunk, "round " + round, report);
            }
        }
        Optional<Double> baseline = measured.stream()
                .filter(each -> each.peer().name().equals("Kamailio"))
                .map(each -> each.cpuMicros().median())
                .findFirst();
        for (PeerRounds each : measured) {
            addRow(each, mode, trunk, baseline);
        }
    }

    private void addRow(PeerRounds each, Mode mode, AuthTableSeed.Trunk trunk, Optional<Double> baseline) {
        troubles += each.troubles();
        table.row(
                trunk.algorithm().token(),
                mode == Mode.REGISTER_401 ? "REGISTER → 401" : "REGISTER → 401 → 200",
                each.peer().name(),
                each.cpuMicros().text(1),
                baseline.map(base -> decimals(each.cpuMicros().median() / base)).orElse("–"),
                each.perSecond().text(0),
                decimals(each.latencies().percentile(50).toNanos() / 1e6),
                decimals(each.latencies().percentile(99).toNanos() / 1e6),
                each.toolCpuMicros().text(1),
                Long.toString(each.troubles()));
    }

    /** Accepted users, not only challenges: so the accounts are loaded. */
    private static void awaitReady(SipPeer peer, LoadPlan probe) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            peer.mustLive();
            LoadReport report = RegisterLoad.run(probe);
            if (report.completed() > 0 && report.troubles() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException(
                peer.name() + " isn't ready after " + READY_TIMEOUT + ": " + RegisterLoad.run(probe).counts());
    }

    private LoadPlan plan(SipPeer peer, Mode mode, AuthTableSeed.Trunk trunk, List<SipAccount> users, Duration duration) {
        return new LoadPlan(
                peer.address(), mode, trunk.algorithm(), users, sockets, outstanding, duration, Duration.ofSeconds(1));
    }

    private List<String> notes() {
        return List.of(
                "CPU: user and kernel time of the server's processes (" + "Countersign: the JVM of sip-auth-service with all its threads; Kamailio: main process and children), from /proc, over the requests of the round that were answered as expected.",
                "Load: " + accounts + " accounts, " + outstanding + " outstanding on " + sockets + " source ports, warm-up "
                        + warmUpSeconds + " s, " + rounds + " interleaved rounds of " + roundSeconds
                        + " s; the same messages to every server; p50 and p99 over all rounds, of a pair from the first request to the last answer.",
                "Kamailio 5.6 with kamailio/kamailio.cfg, -x fm -X fm, " + workers + " UDP worker(s) (as many threads in Countersign); \"typical\" adds Max-Forwards, sanity, identity check and usrloc. Countersign keeps the binding and reports failures as always; one challenge per trunk here.",
                "JVM options of sip-auth-service: " + (jvmOptions.isEmpty() ? "none" : String.join(" ", jvmOptions)) + ".");
    }

    private static void progress(SipPeer peer, Mode mode, AuthTableSeed.Trunk trunk, String what, LoadReport report) {
        System.err.printf(
                Locale.ROOT, "%-17s %-13s %-7s %-8s %7.0f/s %s%n",
                peer.name(), mode, trunk.algorithm().token(), what, report.perSecond(), report.counts());
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
