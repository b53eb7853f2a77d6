package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Regulars;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One instance of each service, the leading relay among them, loses its ways to Kafka and PostgreSQL, and gets them back. */
final class NetworkCut {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
    private static final Duration WRITES_BACK_WITHIN = Duration.ofSeconds(30);

    /** Far less than come while the machine is idle. */
    private static final int PHONES_AT_LEAST = 20;

    private static final String TABLE_AGE = "countersign_sip_table_age_seconds";
    private static final double FRESH_SECONDS = 5;

    private final Cluster cluster;
    private final Journal journal;

    NetworkCut(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    void happen(Duration length) throws InterruptedException {
        Instance cutOff = cluster.command().getFirst();
        Instance other = cluster.command().getLast();
        lead(cutOff, other);
        Regulars regulars = Regulars.start(cluster, journal);
        Told told = Told.fromNow(journal);
        cluster.farSite().cut();
        try {
            meanwhile(cutOff, other, length);
            assertThat(cluster.sip().getFirst().instance().metric(TABLE_AGE)).hasValueSatisfying(age ->
                    assertThat(age).as("age of the table at the node that is cut off").isGreaterThan(length.toSeconds() - FRESH_SECONDS));
        } finally {
            cluster.farSite().mend();
        }
        long mended = System.nanoTime();
        regulars.stop();
        int acknowledged = told.acknowledged();
        cluster.awaitReady();

        String node = cluster.sip().getFirst().name();
        System.out.printf(
                "outages: all ready %.1f s after the mending; meanwhile %s let in %d phones and refused %d, all nodes gave %d wrong or missing answers; %d writes acknowledged, the longest after %.1f s, %d × 503 with Retry-After%n",
                seconds(mended), node, regulars.accepted(node), regulars.refused(node), regulars.wrong().size(), acknowledged, told.longestWrite().toMillis() / 1e3, told.postponed());
        assertThat(regulars.wrong()).as("wrong or missing answers to phones that the nodes know").isEmpty();
        assertThat(regulars.accepted(node)).as(node + " lets in while it is cut off").isGreaterThanOrEqualTo(PHONES_AT_LEAST);
        assertThat(acknowledged).as("writes acknowledged meanwhile").isPositive();
        assertThat(told.unclear()).as("server errors that don't say when to come again").isEmpty();
        assertThat(told.longestWrite()).as("the longest wait for a write").isLessThan(WRITES_BACK_WITHIN);
    }

    /** Who is cut off says so, and another relay leads. */
    private static void meanwhile(Instance cutOff, Instance other, Duration length) throws InterruptedException {
        long began = System.nanoTime();
        await(cutOff.name() + " says that it doesn't reach PostgreSQL").atMost(SEEN_WITHIN).until(() -> isDown(cutOff, "db"));
        double seen = seconds(began);
        await(other.name() + " leads").atMost(SEEN_WITHIN).until(other::isLeading);
        System.out.printf("outages: one of two instances each cut off: seen after %.1f s, the other relay leads after at most %.1f s%n", seen, seconds(began));
        TimeUnit.NANOSECONDS.sleep(length.toNanos() - (System.nanoTime() - began)); // the cut itself
    }

    /** So that the cut befalls the leader: the other one, stopped, loses the lead, if it has it. */
    private static void lead(Instance wanted, Instance other) {
        if (!wanted.isLeading()) {
            other.pause();
            await(wanted.name() + " leads").atMost(SEEN_WITHIN).until(wanted::isLeading);
            other.resume();
        }
    }

    private static boolean isDown(Instance instance, String part) {
        return instance.readiness()
                .map(health -> health.path("components").path(part).path("status").asString().equals("DOWN"))
                .orElse(false);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
