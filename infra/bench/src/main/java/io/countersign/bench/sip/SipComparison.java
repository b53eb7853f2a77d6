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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code sip-compare}: CPU per REGISTER of Countersign's SIP service and of Kamailio in three flavours, in interleaved rounds of one
 * run: one worker in a closed loop, then at a steady rate, then two workers beside two children.
 */
@Command(name = "sip-compare", mixinStandardHelpOptions = true, description = "CPU per REGISTER beside Kamailio, in one run.")
public final class SipComparison implements Callable<Integer> {
    private static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration PROBE = Duration.ofMillis(50);
    private static final String COUNTERSIGN = "countersign";

    /** Kamailio has nothing to compile: what it needs is full tables. */
    private static final int KAMAILIOS_PART_OF_WARM_UP = 5;

    @Option(names = "--kamailio-config", required = true, description = "infra/bench/kamailio/kamailio.cfg")
    private Path kamailioConfig = Path.of("");

    @Option(names = "--work", required = true, description = "folder for logs, tables and broker data")
    private Path work = Path.of("");

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    @Option(names = "--accounts", defaultValue = "1000", description = "accounts of each algorithm")
    private int accounts;

    @Option(names = "--warm-up-seconds", defaultValue = "3", description = "load before the rounds, for each mode and algorithm; Kamailio gets a fifth")
    private int warmUpSeconds;

    @Option(names = "--round-seconds", defaultValue = "2", description = "length of a round")
    private int roundSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each server; with more workers than one: half of them")
    private int rounds;

    @Option(names = "--outstanding", defaultValue = "8", description = "requests waited for at the same time in the closed loop")
    private int outstanding;

    @Option(names = "--sockets", defaultValue = "4", description = "source addresses, from 127.0.1.1 on")
    private int sockets;

    @Option(names = "--workers", split = ",", defaultValue = "1,2", description = "UDP workers of each server, one run each: processes of Kamailio, threads of Countersign")
    private List<Integer> workers = List.of();

    @Option(names = "--rate", defaultValue = "2000", description = "requests a second in the open loop; 0: none")
    private int rate;

    @Option(names = "--jvm-option", description = "option of the JVM that runs sip-auth-service; may repeat")
    private List<String> jvmOptions = List.of();

    @Option(names = "--service-option", description = "argument of sip-auth-service; may repeat")
    private List<String> serviceOptions = List.of();

    @Option(names = "--peers", split = ",", defaultValue = "countersign,kamailio,kamailio-typical,kamailio-auth-db", description = "which of countersign, kamailio, kamailio-typical, kamailio-auth-db")
    private List<String> peers = List.of();

    private final MarkdownTable table = new MarkdownTable(
            "workers", "algorithm", "what", "server", "CPU µs each, median (min–max)", "Countersign's CPU to its (bound)", "per second", "p50 ms", "p99 ms", "p50 and p99 ms where nothing was stolen", "load tool CPU µs", "troubles");
    /** Ours. */
    private long troubles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant from = Instant.now();
        Optional<Path> kamailio = KamailioPeer.program();
        if (kamailio.isEmpty()) {
            System.out.println("skipped: Kamailio is not installed (Debian: apt-get install kamailio kamailio-postgres-modules)");
            return 0;
        }
        List<AuthTableSeed.Trunk> trunks =
                ALGORITHMS.stream().map(algorithm -> AuthTableSeed.Trunk.of(algorithm, CountersignPeer.BASE_DOMAIN)).toList();
        for (int count : workers) {
            try (PeerSet countersign = new PeerSet()) {
                if (peers.contains(COUNTERSIGN)) {
                    countersign.add(CountersignPeer.start(trunks, accounts, count, jvmOptions, serviceOptions, folder(COUNTERSIGN + "-" + count)));
                }
                for (AuthTableSeed.Trunk trunk : trunks) {
                    compare(count, trunk, kamailio.get(), countersign);
                }
            }
        }
        new ResultsBlock("CPU per REGISTER beside Kamailio", from, Instant.now(), table, notes())
                .publish(System.out, Optional.ofNullable(results));
        return troubles == 0 ? 0 : 1;
    }

    private void compare(int count, AuthTableSeed.Trunk trunk, Path kamailio, PeerSet countersign) throws IOException, InterruptedException {
        boolean alone = count == 1;
        List<SipAccount> users = SipAccount.madeUp(trunk.domain(), trunk.algorithm(), accounts);
        try (PeerSet both = new PeerSet()) {
            for (Flavour flavour : Flavour.values()) {
                if (peers.contains(flavour.option()) && (alone || flavour == Flavour.TYPICAL)) {
                    Path folder = folder(flavour.option() + "-" + trunk.algorithm().token() + "-" + count);
                    both.add(KamailioPeer.start(kamailio, kamailioConfig, flavour, count, users, folder));
                }
            }
            List<SipPeer> all = new ArrayList<>(countersign.peers());
            all.addAll(both.peers());
            for (SipPeer peer : all) {
                awaitReady(peer, plan(peer, Mode.REGISTER_PAIR, trunk, users, 0, PROBE));
            }
            if (alone && trunk.algorithm() == ALGORITHMS.getFirst()) { // which algorithm a challenge names costs nothing
                List<SipPeer> withoutDatabase = all.stream().filter(peer -> !asksADatabase(peer)).toList();
                compare(count, withoutDatabase, Mode.REGISTER_401, trunk, users, 0);
            }
            compare(count, all, Mode.REGISTER_PAIR, trunk, users, 0);
            if (alone && rate > 0) {
                compare(count, all, Mode.REGISTER_PAIR, trunk, users, rate / Mode.REGISTER_PAIR.requests());
            }
        }
    }

    private static boolean asksADatabase(SipPeer peer) {
        return peer instanceof KamailioPeer kamailio && kamailio.flavour() == Flavour.AUTH_DB;
    }

    private void compare(int count, List<SipPeer> all, Mode mode, AuthTableSeed.Trunk trunk, List<SipAccount> users, int startsPerSecond)
            throws IOException {
        List<PeerRounds> measured = all.stream().map(PeerRounds::new).toList();
        boolean closed = startsPerSecond == 0;
        for (SipPeer peer : all) {
            int seconds = peer instanceof KamailioPeer ? Math.max(1, warmUpSeconds / KAMAILIOS_PART_OF_WARM_UP) : warmUpSeconds;
            progress(peer, mode, trunk, "warm-up", RegisterLoad.run(plan(peer, mode, trunk, users, startsPerSecond, Duration.ofSeconds(seconds))));
        }
        int ofThem = count == 1 ? rounds : Math.max(1, rounds / 2);
        int parts = closed ? 1 : roundSeconds;
        Duration part = Duration.ofSeconds(roundSeconds).dividedBy(parts);
        for (int round = 1; round <= ofThem; round++) {
            for (int i = 0; i < parts; i++) {
                List<SipAccount> these = closed ? users : turn(users, ((round - 1) * parts + i) * startsPerSecond, startsPerSecond);
                for (PeerRounds each : measured) {
                    LoadReport report = each.measure(plan(each.peer(), mode, trunk, these, startsPerSecond, part));
                    progress(each.peer(), mode, trunk, (closed ? "round " : "steady ") + round, report);
                }
            }
            measured.forEach(PeerRounds::endRound);
        }
        Optional<Double> ours = measured.stream()
                .filter(each -> each.peer() instanceof CountersignPeer)
                .map(each -> each.cpuMicros().median())
                .findFirst();
        for (PeerRounds each : measured) {
            addRow(count, each, mode, trunk, ours, closed);
        }
    }

    /** So many of all in turn: each part of a round goes on where the last one ended. */
    private static List<SipAccount> turn(List<SipAccount> users, int from, int count) {
        return IntStream.range(from, from + Math.min(count, users.size()))
                .mapToObj(i -> users.get(i % users.size()))
                .toList();
    }

    private void addRow(int count, PeerRounds each, Mode mode, AuthTableSeed.Trunk trunk, Optional<Double> ours, boolean closed) {
        if (each.peer() instanceof CountersignPeer) {
            troubles += each.troubles();
        }
        table.row(
                Integer.toString(count),
                trunk.algorithm().token(),
                (mode == Mode.REGISTER_401 ? "REGISTER → 401" : "REGISTER → 401 → 200") + (closed ? "" : ", " + rate + " requests/s"),
                each.peer().name(),
                each.cpuMicros().text(1),
                ours.map(own -> ratio(own, each, closed)).orElse("–"),
                each.perSecond().text(0),
                decimals(each.latencies().percentile(50).toNanos() / 1e6),
                decimals(each.latencies().percentile(99).toNanos() / 1e6),
                each.undisturbed().text(),
                each.toolCpuMicros().text(1),
                Long.toString(each.troubles()));
    }

    /** At a steady rate the bound is one of the time that an answer takes. */
    private static String ratio(double ours, PeerRounds each, boolean bounded) {
        if (!(each.peer() instanceof KamailioPeer kamailio)) {
            return "–";
        }
        String ratio = decimals(ours / each.cpuMicros().median());
        return bounded ? ratio + " (≤ " + decimals(kamailio.flavour().bound()) + ")" : ratio;
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

    private LoadPlan plan(SipPeer peer, Mode mode, AuthTableSeed.Trunk trunk, List<SipAccount> users, int startsPerSecond, Duration duration) {
        int places = startsPerSecond == 0 ? outstanding : LoadPlan.MAX_OUTSTANDING;
        return new LoadPlan(
                peer.address(), mode, trunk.algorithm(), users, sockets, places, startsPerSecond, duration, Duration.ofSeconds(1));
    }

    private List<String> notes() {
        return List.of(
                "CPU: user and kernel time of the server's processes (Countersign: the JVM of sip-auth-service with all its threads; Kamailio: main process and children; auth_db: PostgreSQL too), from /proc, over the requests of the round that were answered as expected.",
                "Load: " + accounts + " accounts of each algorithm, " + outstanding + " outstanding on " + sockets + " source addresses, each pair with a fresh nonce; before the rounds of each row a warm-up of "
                        + warmUpSeconds + " s (Kamailio a fifth), " + rounds + " interleaved rounds of " + roundSeconds
                        + " s, half as many with two workers; at the steady rate the servers take turns each second, and what a server does after its second isn't in its CPU; the same messages to every server; p50 and p99 over all rounds, of a pair from the first request (at a steady rate: from when it was due) to the last answer. The load tool's thread has the shortest slice that Linux gives (0.1 ms), beside every server.",
                "Nothing was stolen: rounds, at the steady rate seconds, in which the hypervisor gave no time to others (steal of /proc/stat, to 10 ms), of all that were measured; the other columns are over all of them.",
                "Kamailio 5.6 with kamailio/kamailio.cfg, -x fm -X fm, nonce_count=1, as many children as Countersign has workers. \"Same functions\" and \"auth_db\" have Max-Forwards and sanity checks, a transaction for each accepted REGISTER (a repeat is answered as before), the identity check, and usrloc in memory with save(). Countersign keeps binding, replay window and fingerprints and reports failures as always; one challenge per trunk here, as Kamailio has.",
                "JVM options of sip-auth-service: " + (jvmOptions.isEmpty() ? "none" : String.join(" ", jvmOptions)) + "; its options: "
                        + (serviceOptions.isEmpty() ? "none" : String.join(" ", serviceOptions))
                        + ". It listens for UDP, TCP and TLS; what a source may get before it has proved anything is 100,000 answers a second (default: 20), for there are four sources.");
    }

    private static void progress(SipPeer peer, Mode mode, AuthTableSeed.Trunk trunk, String what, LoadReport report) {
        System.err.printf(
                Locale.ROOT, "%-24s %-13s %-7s %-8s %7.0f/s %s%n",
                peer.name(), mode, trunk.algorithm().token(), what, report.perSecond(), report.counts());
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
