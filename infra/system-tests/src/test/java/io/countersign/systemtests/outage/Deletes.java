package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.check.History;
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
 * arrives, and nothing of the credential comes after it.
 */
final class Deletes {
    private static final Duration LEADS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Journal journal;
    private final Set<String> before;
    private int pauses;

    private Deletes(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
        this.before = journal.deleted();
    }

    static Deletes begin(Cluster cluster, Journal journal) {
        return new Deletes(cluster, journal);
    }

    /**
     * The leader is stopped for longer than its lease, another one leads, and then it wakes, with what it was about to send.
     * Meanwhile both query-services are killed: somewhere between an event, its changelog and its row.
     */
    void pauseTheRelayAndKillTheFold(Duration length) throws InterruptedException {
        Instance leader = leader();
        long began = System.nanoTime();
        leader.pause();
        cluster.query().forEach(Instance::kill);
        cluster.query().forEach(Instance::start);
        awaitOtherThan(leader);
        TimeUnit.NANOSECONDS.sleep(length.toNanos() - (System.nanoTime() - began)); // the rest of the pause
        wake(leader);
    }

    /** The same without the kill, at so many moments: no longer than until the other one leads. */
    void pauseTheRelay(int times) {
        for (int i = 0; i < times; i++) {
            Instance leader = leader();
            leader.pause();
            awaitOtherThan(leader);
            wake(leader);
        }
    }

    void killTheRelay() {
        Instance leader = leader();
        leader.kill();
        leader.start();
        awaitOtherThan(leader);
    }

    /** All of them have arrived, in order. */
    void arrived() {
        cluster.awaitReady();
        Set<String> deleted = new HashSet<>(journal.deleted());
        deleted.removeAll(before);
        assertThat(deleted).as("credentials deleted meanwhile").isNotEmpty();
        await("every secret's tombstone is there")
                .atMost(ARRIVES_WITHIN)
                .until(() -> History.ofSecrets(cluster.kafka()).ended().containsAll(deleted));
        await("every row's tombstone is there")
                .atMost(ARRIVES_WITHIN)
                .until(() -> History.ofAuthTable(cluster.kafka()).ended().containsAll(deleted));
        History secrets = History.ofSecrets(cluster.kafka());
        History rows = History.ofAuthTable(cluster.kafka());
        System.out.printf(
                "outages: %d deletes while the leading relay was paused %d times and killed, and both query-services were killed: all arrived; %d of %d records of secrets and %d of %d rows came after their tombstone%n",
                deleted.size(), pauses, secrets.relapses().size(), secrets.records(), rows.relapses().size(), rows.records());
        assertThat(secrets.relapses()).as("secrets after their tombstone").isEmpty();
        assertThat(rows.relapses()).as("rows after their tombstone").isEmpty();
    }

    private void wake(Instance leader) {
        leader.resume();
        pauses++;
        await(leader.name() + " sees that it doesn't lead any more").atMost(LEADS_WITHIN).until(() -> !leader.isLeading());
    }

    private void awaitOtherThan(Instance leader) {
        await("another one than " + leader.name() + " leads")
                .atMost(LEADS_WITHIN)
                .until(() -> cluster.command().stream().anyMatch(it -> it != leader && it.isLeading()));
    }

    private Instance leader() {
        return await("one leads")
                .atMost(LEADS_WITHIN)
                .until(() -> cluster.command().stream().filter(Instance::isLeading).findFirst(), Optional::isPresent)
                .orElseThrow();
    }
}
