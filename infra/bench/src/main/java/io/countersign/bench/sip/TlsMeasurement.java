package io.countersign.bench.sip;

import io.countersign.bench.measure.JvmHeap;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.ProcessCpu;
import io.countersign.bench.measure.ProcessMemory;
import io.countersign.bench.measure.ResultsBlock;
import io.countersign.digest.DigestAlgorithm;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tls}: full handshakes a second, and the memory of idle registered connections, of sip-auth-service in a process of its own. */
@Command(name = "tls", mixinStandardHelpOptions = true, description = "TLS handshakes and idle registered connections, on loopback only.")
public final class TlsMeasurement implements Callable<Integer> {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_CONNECTIONS = 20_000;
    private static final int MAX_ADDRESSES = 250;
    private static final int MAX_SECONDS = 300;
    private static final double MEGABYTE = 1e6;

    @Option(names = "--work", required = true, description = "folder for logs and data")
    private Path work = Path.of("");

    @Option(names = "--connections", defaultValue = "500", description = "idle registered connections, up to " + MAX_CONNECTIONS)
    private int connections;

    @Option(names = "--addresses", defaultValue = "16", description = "source addresses 127.0.0.1, 127.0.0.2, …")
    private int addresses;

    @Option(names = "--outstanding", defaultValue = "16", description = "handshakes under way at the same time")
    private int outstanding;

    @Option(names = "--warm-up-seconds", defaultValue = "3")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "5", description = "how long handshakes are counted")
    private int seconds;

    @Option(names = "--idle-seconds", defaultValue = "5", description = "how long the connections are idle before memory is read")
    private int idleSeconds;

    @Option(names = "--workers", defaultValue = "2", description = "threads of each transport")
    private int workers;

    @Option(names = "--jvm-option", description = "option of the JVM that runs sip-auth-service; may repeat")
    private List<String> jvmOptions = List.of();

    @Option(names = "--results", description = "file that the table is appended to")
    private @Nullable Path results;

    private final MarkdownTable table = new MarkdownTable("what", "figure");
    private final LongAdder troubles = new LongAdder();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Instant from = Instant.now();
        AuthTableSeed.Trunk trunk = AuthTableSeed.Trunk.of(DigestAlgorithm.SHA_256, CountersignPeer.BASE_DOMAIN);
        List<SipAccount> accounts = SipAccount.madeUp(trunk.domain(), trunk.algorithm(), connections);
        Path folder = Files.createDirectories(work.resolve("countersign"));
        try (CountersignPeer peer = CountersignPeer.start(List.of(trunk), connections, workers, jvmOptions, List.of(), folder);
                TlsClients clients = new TlsClients(peer.tlsAddress(), addresses, peer.certificate().toFile())) {
            awaitReady(peer, accounts.getLast());
            measureHandshakes(peer, clients);
            measureConnections(peer, clients, accounts);
        }
        table.row("troubles", Long.toString(troubles.sum()));
        new ResultsBlock("TLS: handshakes and idle connections", from, Instant.now(), table, notes())
                .publish(System.out, Optional.ofNullable(results));
        return troubles.sum() == 0 ? 0 : 1;
    }

    private void check() {
        if (connections < 1 || connections > MAX_CONNECTIONS || addresses < 1 || addresses > MAX_ADDRESSES) {
            throw new IllegalArgumentException(connections + " connections from " + addresses + " addresses (expected: 1 to "
                    + MAX_CONNECTIONS + ", and 1 to " + MAX_ADDRESSES + ")");
        }
        if (Stream.of(warmUpSeconds, seconds, idleSeconds).anyMatch(each -> each < 1 || each > MAX_SECONDS)) {
            throw new IllegalArgumentException("seconds out of bounds (expected: 1 to " + MAX_SECONDS + " each)");
        }
    }

    private void measureHandshakes(CountersignPeer peer, TlsClients clients) throws InterruptedException {
        shakeHands(clients, Duration.ofSeconds(warmUpSeconds));
        Duration before = ProcessCpu.ofProcess(peer.pids().getFirst());
        long start = System.nanoTime();
        long done = shakeHands(clients, Duration.ofSeconds(seconds));
        double elapsed = (System.nanoTime() - start) / 1e9;
        Duration cpu = ProcessCpu.ofProcess(peer.pids().getFirst()).minus(before);
        table.row("full handshakes a second (client on the same machine)", decimals(done / elapsed));
        table.row("CPU of the server for each, ms", decimals(cpu.toNanos() / 1e6 / Math.max(1, done)));
    }

    private long shakeHands(TlsClients clients, Duration duration) throws InterruptedException {
        Semaphore underWay = new Semaphore(outstanding);
        LongAdder done = new LongAdder();
        long deadline = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - deadline < 0) {
            take(underWay, 1);
            var _ = clients.shakeHands().thenAccept(completed -> {
                (completed ? done : troubles).increment();
                underWay.release();
            });
        }
        take(underWay, outstanding);
        return done.sum();
    }

    private void measureConnections(CountersignPeer peer, TlsClients clients, List<SipAccount> accounts)
            throws IOException, InterruptedException {
        long heapBefore = JvmHeap.liveBytes(peer.pids().getFirst());
        long residentBefore = ProcessMemory.residentBytes(peer.pids().getFirst());
        long start = System.nanoTime();
        List<TlsPhone> phones = register(clients, accounts);
        double elapsed = (System.nanoTime() - start) / 1e9;
        TimeUnit.SECONDS.sleep(idleSeconds);
        peer.mustLive();
        long resident = ProcessMemory.residentBytes(peer.pids().getFirst());
        long heap = JvmHeap.liveBytes(peer.pids().getFirst()) - heapBefore;
        table.row("registered connections from " + addresses + " addresses", Integer.toString(phones.size()));
        table.row("made a second (handshake, 401, 200)", decimals(phones.size() / elapsed));
        table.row("resident memory of the server before, MB", decimals(residentBefore / MEGABYTE));
        table.row("resident memory of the server with them idle, MB", decimals(resident / MEGABYTE));
        table.row("live heap for each, KB", decimals(heap / 1e3 / Math.max(1, phones.size())));
        long answered = pinged(phones);
        table.row("of them, answer a keep-alive afterwards", Long.toString(answered));
        troubles.add(connections - answered);
    }

    private List<TlsPhone> register(TlsClients clients, List<SipAccount> accounts) throws InterruptedException {
        Semaphore underWay = new Semaphore(outstanding);
        List<CompletableFuture<TlsPhone>> starts = new ArrayList<>();
        for (SipAccount account : accounts) {
            take(underWay, 1);
            starts.add(clients.register(account).whenComplete((phone, failure) -> underWay.release()));
        }
        take(underWay, outstanding);
        starts.stream().filter(CompletableFuture::isCompletedExceptionally).findFirst()
                .ifPresent(failed -> System.err.println("the first that failed: " + failed.exceptionNow()));
        return starts.stream().filter(start -> !start.isCompletedExceptionally()).map(CompletableFuture::join).toList();
    }

    private long pinged(List<TlsPhone> phones) throws InterruptedException {
        Semaphore answers = new Semaphore(0);
        LongAdder answered = new LongAdder();
        for (TlsPhone phone : phones) {
            var _ = phone.ping().whenComplete((ponged, failure) -> {
                if (failure == null) {
                    answered.increment();
                }
                answers.release();
            });
        }
        take(answers, phones.size());
        return answered.sum();
    }

    private static void take(Semaphore permits, int count) throws InterruptedException {
        if (!permits.tryAcquire(count, STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server has not answered within " + STEP_TIMEOUT);
        }
    }

    /** A user that is accepted, not only challenged: so the accounts are loaded. */
    private static void awaitReady(CountersignPeer peer, SipAccount account) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            peer.mustLive();
            try (SipProbe probe = SipProbe.open(peer.address(), account)) {
                if (probe.registers()) {
                    return;
                }
            } catch (IOException | IllegalStateException notYet) {
                System.err.println("not ready yet: " + notYet.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        throw new SocketTimeoutException("the server isn't ready after " + READY_TIMEOUT);
    }

    private List<String> notes() {
        return List.of(
                "TLS 1.3 with an EC key (P-256), JDK on both sides, no session is resumed; " + outstanding + " under way at a time, "
                        + warmUpSeconds + " s of warm-up, " + seconds + " s counted; the client's own work is on the same machine.",
                "Resident memory: VmRSS of sip-auth-service, read after " + idleSeconds
                        + " s without a message. Live heap: what a full collection leaves, less what it left before.",
                "JVM options of sip-auth-service: " + (jvmOptions.isEmpty() ? "none" : String.join(" ", jvmOptions)) + ".");
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
