package io.countersign.systemtests.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of each service, PostgreSQL and Kafka are killed, paused and restarted at random moments while customers
 * write and read and phones register: no acknowledged command is lost or applied twice, no aggregate has a gap, no read
 * with a token is stale, a receipt is right, an API key is good from its answer until its revocation, and SIP nodes never answer
 * wrongly.
 *
 * <p>In {@code mvn verify}: one broker, three minutes. The long run: see CONTRIBUTING.
 */
class FaultsIT {
    private static final long SEED = Long.getLong("countersign.faults.seed", System.nanoTime());
    private static final int BROKERS = Integer.getInteger("countersign.faults.brokers", 1);
    private static final int KILLS = Integer.getInteger("countersign.faults.kills", 8);
    private static final Duration AT_LEAST = Duration.ofSeconds(Integer.getInteger("countersign.faults.seconds", 180));
    private static final Duration AT_MOST = AT_LEAST.plusSeconds(30L * KILLS);
    private static final int COMMANDS = Integer.getInteger("countersign.faults.commands", 2_000);
    /** From one fault's beginning to the next one's, unless it lasts longer or its victims aren't well yet. */
    private static final int MIN_PERIOD_MILLIS = 6_000;

    private static final int MAX_PERIOD_MILLIS = 9_000;

    // Kept when it fails: the logs tell why.
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void whatWasAcknowledgedOutlivesEveryFault() throws InterruptedException {
        System.out.printf("faults: seed %d (-Dcountersign.faults.seed), %d broker(s)%n", SEED, BROKERS);
        long starting = System.nanoTime();
        try (Cluster cluster = Cluster.start(folder, BROKERS)) {
            System.out.printf("faults: everything is ready %.1f s after the start%n", (System.nanoTime() - starting) / 1e9);
            Random random = new Random(SEED);
            Workload workload = Workload.start(cluster, SEED);
            Report report = new Report();
            Faults faults = new Faults(cluster, random);
            long began = System.nanoTime();
            long due = began;
            while (isToGoOn(System.nanoTime() - began, report, workload.journal())) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime()); // the random moment itself
                cluster.instances().forEach(Instance::startIfEnded);
                Fault fault = faults.next();
                due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MIN_PERIOD_MILLIS, MAX_PERIOD_MILLIS));
                report.add(happen(fault));
            }
            cluster.awaitReady();
            workload.stop();
            Verification verification = Verification.of(cluster, workload.journal(), report.deafness());
            report.print("faults", workload.journal(), verification);

            assertThat(verification.complaints()).isEmpty();
            assertThat(report.tooLong(workload.journal())).isEmpty();
            assertThat(report.kills()).isGreaterThanOrEqualTo(KILLS);
            assertThat(workload.journal().acknowledged()).isGreaterThanOrEqualTo(COMMANDS);
        }
    }

    /** On a slow machine there are fewer kills and commands in the time: it goes on until there are enough, to a bound. */
    private static boolean isToGoOn(long nanos, Report report, Journal journal) {
        boolean hasEnough = report.kills() >= KILLS && journal.acknowledged() >= COMMANDS;
        return nanos < AT_LEAST.toNanos() || (!hasEnough && nanos < AT_MOST.toNanos());
    }

    private static Happened happen(Fault fault) throws InterruptedException {
        long began = System.nanoTime();
        fault.course().run();
        Happened happened = new Happened(fault, began, System.nanoTime());
        System.out.printf("faults: %s %s, lasted %d ms%n", Instant.now(), fault.name(), happened.took().toMillis());
        return happened;
    }
}
