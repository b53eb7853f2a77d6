package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Regulars;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Every broker is away, and comes back. */
final class KafkaOutage {
    private static final String TABLE_AGE = "countersign_sip_table_age_seconds";
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);
    private static final Duration NODE_UP_WITHIN = Duration.ofSeconds(60);
    private static final int SERVICE_UNAVAILABLE = 503;
    /** At each node; far less than it does while the machine is idle. */
    private static final int PHONES_AT_LEAST = 20;
    private static final Duration WRITES_BACK_WITHIN = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final Journal journal;
    private final Regulars regulars;
    private final Told told;
    private final long beganNanos = System.nanoTime();

    private KafkaOutage(Cluster cluster, Journal journal, Regulars regulars) {
        this.cluster = cluster;
        this.journal = journal;
        this.regulars = regulars;
        this.told = Told.fromNow(journal);
    }

    /** Takes all brokers away, each in that way. */
    static KafkaOutage begin(Cluster cluster, Journal journal, Consumer<Broker> away) {
        Regulars regulars = Regulars.start(cluster, journal);
        cluster.brokers().all().forEach(away);
        return new KafkaOutage(cluster, journal, regulars);
    }

    /** Phones are answered as before, customers' writes are taken, and it can be seen what is wrong. */
    void showsAndServes(Duration length) throws InterruptedException {
        await("a command-service says that its relay is down")
                .atMost(SEEN_WITHIN)
                .until(() -> cluster.command().stream().anyMatch(KafkaOutage::hasRelayDown));
        long left = length.toNanos() - (System.nanoTime() - beganNanos);
        TimeUnit.NANOSECONDS.sleep(left); // the outage itself
        for (SipInstance node : cluster.sip()) {
            assertThat(regulars.accepted(node.name())).as(node.name() + " lets in").isGreaterThanOrEqualTo(PHONES_AT_LEAST);
            assertThat(regulars.refused(node.name())).as(node.name() + " refuses").isPositive();
            assertThat(node.instance().isReady()).as(node.name() + " is ready with its last table").isTrue();
            assertThat(node.instance().metric(TABLE_AGE)).hasValueSatisfying(age ->
                    assertThat(age).as(node.name() + "'s " + TABLE_AGE).isGreaterThanOrEqualTo((double) length.toSeconds() - 3));
        }
        regulars.stop();
        assertThat(regulars.wrong()).as("wrong or missing answers to phones that the nodes know").isEmpty();
        assertThat(told.acknowledged()).as("writes taken").isPositive();
        System.out.printf(
                "outages: %.1f s without a broker: %d phones let in, %d refused for a wrong password, %d wrong or missing answers; %d writes acknowledged, the longest after %.1f s, %d × 503 with Retry-After%n",
                seconds(beganNanos), cluster.sip().stream().mapToInt(node -> regulars.accepted(node.name())).sum(),
                cluster.sip().stream().mapToInt(node -> regulars.refused(node.name())).sum(), regulars.wrong().size(),
                told.acknowledged(), told.longestWrite().toMillis() / 1e3, told.postponed());
    }

    /** A node without a table knows nobody: it says 503, not 401, until it has read the table again. */
    void restartedNodeIsClosed(SipInstance node) {
        node.instance().kill();
        node.instance().start();
        await(node.name() + " says what it waits for").atMost(NODE_UP_WITHIN).until(() -> problem(node.instance())
                .filter("the auth table is not loaded yet"::equals)
                .isPresent());
        try (SipUser phone = SipUser.overUdp(node.sipPort(), "trunk-000000000000.sip.localhost")) {
            assertThat(phone.send("REGISTER", "anybody", Optional.empty()).status()).isEqualTo(SERVICE_UNAVAILABLE);
        }
    }

    /** Brings the brokers back; returns when all instances are ready. */
    void end() {
        long returning = System.nanoTime();
        cluster.brokers().all().forEach(Broker::start);
        cluster.brokers().all().forEach(Broker::awaitReady);
        double brokers = seconds(returning);
        Told back = Told.fromNow(journal);
        cluster.awaitReady();
        System.out.printf("outages: the broker was there after %.1f s, everything ready after %.1f s%n", brokers, seconds(returning));
        assertThat(told.unclear()).as("server errors that don't say when to come again").isEmpty();
        // a customer whose key was made meanwhile is told 401 until then, so only the wait from then on counts
        assertThat(back.longestWrite()).as("the longest wait for a write after the brokers are back").isLessThan(WRITES_BACK_WITHIN);
    }

    private static boolean hasRelayDown(Instance command) {
        return command.readiness()
                .map(health -> health.path("components").path("relay"))
                .filter(relay -> relay.path("status").asString().equals("DOWN"))
                .isPresent();
    }

    private static Optional<String> problem(Instance sip) {
        return sip.readiness().map(health -> health.path("components").path("sip").path("details").path("problem").asString());
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
