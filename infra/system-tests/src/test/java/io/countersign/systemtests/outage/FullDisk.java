package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A disk is full to the brim, and has room again. */
final class FullDisk {
    private static final Duration FELT_WITHIN = Duration.ofSeconds(60);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
    private static final Duration FULL = Duration.ofSeconds(2);
    private static final int MANY = 20;
    /** PostgreSQL's code of it. */
    private static final String DISK_FULL = "sqlstate=53100";

    private final Cluster cluster;
    private final Journal journal;
    private final SmallDisk disk;

    FullDisk(Cluster cluster, Journal journal, SmallDisk disk) {
        this.cluster = cluster;
        this.journal = journal;
        this.disk = disk;
    }

    /** Writes that find no room are told to come again, the log says why, and with the room they are taken. */
    void ofPostgresql() throws InterruptedException {
        Told told = Told.fromNow(journal);
        disk.fill();
        await("writes are postponed").atMost(FELT_WITHIN).until(() -> told.postponed() >= MANY);
        await("the log says why").atMost(FELT_WITHIN).until(() -> cluster.command().stream().anyMatch(FullDisk::saysDiskFull));
        TimeUnit.NANOSECONDS.sleep(FULL.toNanos()); // the full disk itself
        disk.free();
        Told after = Told.fromNow(journal);
        long freed = System.nanoTime();
        await("writes are taken again").atMost(BACK_WITHIN).until(() -> {
            cluster.database().startIfEnded();
            return after.acknowledged() >= MANY;
        });
        System.out.printf("outages: PostgreSQL's disk full: %d × 503 with Retry-After, %d other server errors; %d writes taken %.1f s after there was room%n",
                told.postponed(), told.unclear().size(), after.acknowledged(), seconds(freed));
        assertThat(told.unclear()).as("server errors that don't say when to come again").isEmpty();
        cluster.awaitReady();
    }

    /** A query-service that can't keep its state says so and others answer; it is ready after its next start with room. */
    void ofQueryService(Instance query) {
        Told told = Told.fromNow(journal);
        query.kill();
        disk.fill();
        query.start();
        await(query.name() + " says what is wrong").atMost(FELT_WITHIN).untilAsserted(() -> assertThat(streams(query)).contains("ERROR"));
        String said = streams(query);
        disk.free();
        query.kill();
        query.start();
        cluster.awaitReady();
        System.out.printf("outages: %s's disk full: it said %s%n", query.name(), said);
        assertThat(told.unclear()).as("server errors that don't say when to come again").isEmpty();
    }

    /** A broker that can't write ends; started with room it goes on with all that it has acknowledged. */
    void ofKafka(Broker broker) {
        disk.fill();
        long full = System.nanoTime();
        await(broker.name() + " ends").atMost(FELT_WITHIN).until(() -> !broker.isAlive());
        double ended = seconds(full);
        disk.free();
        broker.start();
        broker.awaitReady();
        long back = System.nanoTime();
        cluster.awaitReady();
        System.out.printf("outages: %s's disk full: it ended after %.1f s; all ready %.1f s after it was back%n", broker.name(), ended, seconds(back));
    }

    private static boolean saysDiskFull(Instance command) {
        return lines(command.log()).anyMatch(line -> line.contains("store.unavailable") && line.contains(DISK_FULL));
    }

    private static String streams(Instance query) {
        return query.readiness().map(health -> health.path("components").path("streams").toString()).orElse("");
    }

    private static Stream<String> lines(Path log) {
        try {
            return Files.readAllLines(log).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
