package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.cluster.Layout;
import io.countersign.systemtests.fault.Verification;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of each service, started in any order, and what they need, are taken away one after the other, in order or
 * not, while customers write and phones register: what the rest does meanwhile, and at the end that nothing acknowledged is
 * missing anywhere. One start of everything, so the tests have an order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutagesIT {
    private static final long SEED = Long.getLong("countersign.outages.seed", System.nanoTime());
    /** The property that {@code -Plong} sets. */
    private static final String LONG = "countersign.long";

    private static final boolean IS_LONG = Boolean.getBoolean(LONG);
    private static final Duration KAFKA_AWAY = Duration.ofSeconds(Integer.getInteger("countersign.outages.seconds", 6));
    /** Several times the lease of the relay's leader, which is 0.9 s. */
    private static final Duration RELAY_PAUSED = Duration.ofSeconds(IS_LONG ? 30 : 6);

    private static final int RELAY_PAUSES = IS_LONG ? 20 : 3;
    private static final Duration CUT_OFF = Duration.ofSeconds(IS_LONG ? 30 : 8);
    private static final int TAKE_OVERS = Integer.getInteger("countersign.takeovers", 1);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(10);
    private static final String NO_SMALL_DISK = "a file system of its own can't be mounted here (expected: root)";
    private static final int LAST = 100;
    /** Most of the time is that of starts, which the clients leave the cores to. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static SmallDisk databaseDisk;
    private static SmallDisk queryDisk;
    private static SmallDisk brokerDisk;
    private static Cluster cluster;
    private static Workload workload;

    @BeforeAll
    static void up() {
        long began = System.nanoTime();
        System.out.printf("outages: seed %d (-Dcountersign.outages.seed)%n", SEED);
        databaseDisk = SmallDisk.on(folder.resolve("postgresql"), 384);
        queryDisk = SmallDisk.on(folder.resolve("query-2"), 512);
        brokerDisk = SmallDisk.on(folder.resolve("broker-1"), 384);
        cluster = Cluster.startInAnyOrder(folder, Layout.onTwoSites(), new Random(SEED));
        workload = Workload.start(cluster, SEED, PERIOD);
        System.out.printf("outages: everything is ready %.1f s after the start%n", (System.nanoTime() - began) / 1e9);
    }

    @AfterAll
    static void down() {
        if (cluster != null) {
            cluster.close();
        }
        Stream.of(databaseDisk, queryDisk, brokerDisk).forEach(SmallDisk::close);
    }

    @AfterEach
    void makeRoom() {
        Stream.of(databaseDisk, queryDisk, brokerDisk).forEach(SmallDisk::free);
        cluster.database().startIfEnded();
    }

    @Test
    @Order(LAST + 2) // its writes are not in the journal
    void aDeleteEndsARegistrationAtEveryNode() {
        new RegistrationEnds(cluster).happen();
    }

    @Test
    @Order(1)
    void noWriteFailsAndNoReadIsStaleWhileEachInstanceIsRestarted() {
        new RollingRestart(cluster, workload.journal()).happen(new Random(SEED));
    }

    @Test
    @Order(2)
    void sipOutlivesTheDeathOfEveryBroker() throws InterruptedException {
        KafkaOutage outage = KafkaOutage.begin(cluster, workload.journal(), Broker::kill);
        outage.showsAndServes(KAFKA_AWAY);
        outage.restartedNodeIsClosed(cluster.sip().getLast());
        outage.end();
    }

    @Test
    @Order(3)
    @EnabledIfSystemProperty(named = LONG, matches = "true", disabledReason = "-Plong; the sudden end is the harder one")
    void sipOutlivesTheOrderlyEndOfEveryBroker() throws InterruptedException {
        KafkaOutage outage = KafkaOutage.begin(cluster, workload.journal(), Broker::stop);
        outage.showsAndServes(KAFKA_AWAY);
        outage.end();
    }

    @Test
    @Order(4)
    void aDeleteIsNeverSwallowed() throws InterruptedException {
        Deletes deletes = Deletes.begin(cluster, workload.journal());
        deletes.pauseTheRelayAndKillTheFold(RELAY_PAUSED);
        deletes.pauseTheRelay(RELAY_PAUSES);
        deletes.killTheRelay();
        deletes.arrived();
    }

    @Test
    @Order(5)
    void whoIsCutOffSaysSoAndLosesNothing() throws InterruptedException {
        new NetworkCut(cluster, workload.journal()).happen(CUT_OFF);
    }

    @Test
    @Order(6)
    void aFullDiskOfPostgresqlPostponesWrites() throws InterruptedException {
        assumeTrue(databaseDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), databaseDisk).ofPostgresql();
    }

    @Test
    @Order(7)
    @EnabledIfSystemProperty(named = LONG, matches = "true", disabledReason = "-Plong")
    void aFullDiskOfAQueryServiceIsItsOwnTrouble() {
        assumeTrue(queryDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), queryDisk).ofQueryService(cluster.query().getLast());
    }

    @Test
    @Order(8)
    @EnabledIfSystemProperty(named = LONG, matches = "true", disabledReason = "-Plong")
    void aFullDiskOfABrokerEndsItAndNothingIsLost() {
        assumeTrue(brokerDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), brokerDisk).ofKafka(cluster.brokers().all().getFirst());
    }

    @Test
    @Order(LAST)
    void everythingAcknowledgedIsEverywhereAfterwards() throws InterruptedException {
        workload.stop();
        long began = System.nanoTime();
        Verification verification = Verification.of(cluster, workload.journal(), List.of(Deafness.always()));
        System.out.printf(
                "outages: %d commands acknowledged, %d answers on SIP; everywhere %.1f s after the last%n",
                workload.journal().acknowledged(), workload.journal().sipTries().size(), (System.nanoTime() - began) / 1e9);
        assertThat(verification.complaints()).isEmpty();
    }

    @Test
    @Order(LAST + 1) // its writes are not in the journal
    void failuresAreCountedExactlyWhateverIsAway() throws InterruptedException {
        ExactCounts counts = new ExactCounts(cluster);
        counts.whileKafkaIsAwayAndAQueryServiceIsRestarted(KAFKA_AWAY);
        counts.aKilledNodeLeavesAGap(cluster.sip().getLast());
    }

    @Test
    @Order(LAST + 3) // its writes are not in the journal, and it leaves one instance killed
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

        assertThat(longest).isLessThan(TAKEN_OVER_WITHIN);
    }
}
