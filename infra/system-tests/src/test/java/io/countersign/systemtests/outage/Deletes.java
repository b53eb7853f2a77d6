package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.check.SecretHistory;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Those who carry a delete to the nodes are killed and paused while credentials are created and deleted: its tombstone
 * arrives, and no secret comes after it.
 */
final class Deletes {
    private static final Duration LEADS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Journal journal;
    private final Set<String> before;

    private Deletes(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
        this.before = new HashSet<>(journal.deleted());
    }

    static Deletes begin(Cluster cluster, Journal journal) {
        return new Deletes(cluster, journal);
    }

    /** The leader is stopped for longer than its lease, another one leads, and then it wakes, with what it was about to send. */
    void pauseTheRelay(Duration length) throws InterruptedException {
        Instance leader = leader();
        long began = System.nanoTime();
        leader.pause();
        killTheFold();
        await("another one leads").atMost(LEADS_WITHIN).until(() -> cluster.command().stream().anyMatch(it -> it != leader && it.isLeading()));
        System.out.printf("outages: relay paused; led again after at most %.1f s%n", (System.nanoTime() - began) / 1e9);
        TimeUnit.NANOSECONDS.sleep(length.toNanos() - (System.nanoTime() - began)); // the rest of the pause
        leader.resume();
    }

    void killTheRelay() {
        Instance leader = leader();
        leader.kill();
        leader.start();
    }

    /** Both query-services: somewhere between an event, its changelog and its row. */
    private void killTheFold() {
        cluster.query().forEach(Instance::kill);
        cluster.query().forEach(Instance::start);
    }

    /** All of them have arrived, in order. */
    void arrived() {
        cluster.awaitReady();
        Set<String> deleted = new HashSet<>(journal.deleted());
        deleted.removeAll(before);
        assertThat(deleted).as("credentials deleted meanwhile").isNotEmpty();
        await("every tombstone is there").atMost(ARRIVES_WITHIN).until(() ->
                SecretHistory.read(cluster.kafka()).removed().containsAll(deleted));
        SecretHistory history = SecretHistory.read(cluster.kafka());
        System.out.printf("outages: %d deletes while query-services and relay were killed and paused: all arrived; of %d records of secrets %d after their tombstone%n",
                deleted.size(), history.records(), history.relapses().size());
        assertThat(history.relapses()).as("secrets after their tombstone").isEmpty();
    }

    private Instance leader() {
        return await("one leads")
                .atMost(LEADS_WITHIN)
                .until(() -> cluster.command().stream().filter(Instance::isLeading).findFirst(), Optional::isPresent)
                .orElseThrow();
    }
}
