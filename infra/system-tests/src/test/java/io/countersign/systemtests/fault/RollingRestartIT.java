package io.countersign.systemtests.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Span;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of each service, started in any order. Those of each service are ended in order and started again in turn
 * while customers write and read: no write fails, none is lost, no read with a token is stale. When an instance that folds is killed
 * instead, another one takes its part over.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingRestartIT {
    private static final long SEED = Long.getLong("countersign.faults.seed", System.nanoTime());
    private static final int TAKE_OVERS = Integer.getInteger("countersign.takeovers", 1);
    private static final Duration WRITES_ARE_BACK_WITHIN = Duration.ofSeconds(10);

    // Kept when it fails: the logs tell why.
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        System.out.printf("rolling restart: seed %d (-Dcountersign.faults.seed)%n", SEED);
        long starting = System.nanoTime();
        cluster = Cluster.startInAnyOrder(folder, 1, new Random(SEED));
        System.out.printf("rolling restart: everything is ready %.1f s after the start%n", (System.nanoTime() - starting) / 1e9);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void noWriteFailsAndNoReadIsStaleWhileEachInstanceIsRestarted() throws InterruptedException {
        Workload workload = Workload.start(cluster, SEED);
        long began = System.nanoTime();
        try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(services().stream()
                            .map(service -> CompletableFuture.runAsync(() -> service.forEach(RollingRestartIT::restart), operators))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        workload.stop();
        Journal journal = workload.journal();
        Verification verification = Verification.of(cluster, journal);
        System.out.printf("rolling restart: %d instances in %.1f s; %d of %d writes acknowledged (%s); %d reads with a token, %d stale (%s)%n",
                cluster.instances().size(), seconds, journal.acknowledged(), journal.requests().size(), waits(journal.writeSpans()),
                journal.reads().size(), verification.stale().size(), waits(journal.readSpans()));

        assertThat(journal.requests()).as("writes under way all the time").hasSizeGreaterThan(100);
        assertThat(journal.acknowledged()).as("no write fails").isEqualTo(journal.requests().size());
        assertThat(verification.complaints()).isEmpty();
        assertThat(longest(journal.writeSpans())).isLessThan(WRITES_ARE_BACK_WITHIN);
    }

    @Test
    @Order(Integer.MAX_VALUE) // leaves one instance killed
    void theFoldOfAKilledInstanceIsTakenOver() {
        FoldTakeOver fold = new FoldTakeOver(cluster);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < TAKE_OVERS; i++) {
            Instance victim = cluster.query().get(i % cluster.query().size());
            Duration effective = fold.afterKillOf(victim);
            longest = effective.compareTo(longest) > 0 ? effective : longest;
            if (i + 1 < TAKE_OVERS) {
                victim.start();
                victim.awaitReady();
            }
        }
        System.out.printf("fold take-over: longest of %d: %d ms%n", TAKE_OVERS, longest.toMillis());

        assertThat(longest).isLessThan(WRITES_ARE_BACK_WITHIN);
    }

    /** The instances of each, in an order that follows from chance; services don't wait for each other. */
    private static List<List<Instance>> services() {
        List<List<Instance>> services = List.of(
                new ArrayList<>(cluster.command()),
                new ArrayList<>(cluster.query()),
                new ArrayList<>(cluster.sip().stream().map(SipInstance::instance).toList()));
        services.forEach(service -> Collections.shuffle(service, new Random(SEED)));
        return services;
    }

    private static void restart(Instance instance) {
        long restarting = System.nanoTime();
        instance.stop();
        long ended = System.nanoTime();
        instance.start();
        instance.awaitReady();
        System.out.printf("rolling restart: %s ended in %.1f s, ready again after %.1f s%n",
                instance.name(), (ended - restarting) / 1e9, (System.nanoTime() - restarting) / 1e9);
    }

    private static String waits(List<Span> spans) {
        long again = spans.stream().filter(span -> span.tries() > 1).count();
        int most = spans.stream().mapToInt(Span::tries).max().orElse(0);
        return "%d sent more than once, at most %d times; longest wait %d ms".formatted(again, most, longest(spans).toMillis());
    }

    private static Duration longest(List<Span> spans) {
        return Duration.ofNanos(spans.stream().mapToLong(span -> span.endedNanos() - span.beganNanos()).max().orElse(0));
    }
}
