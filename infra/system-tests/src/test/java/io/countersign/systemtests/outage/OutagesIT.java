package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.fault.Verification;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two instances of each service need is taken away as a whole, one thing after the other, while customers write and
 * phones register: what they do meanwhile, and at the end that nothing acknowledged is missing anywhere. One start of
 * everything, so the tests have an order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutagesIT {
    private static final long SEED = Long.getLong("countersign.outages.seed", System.nanoTime());
    /** The property that {@code -Plong} sets: longer outages, and more of them. */
    private static final String OUTAGES = "countersign.outages";

    private static final String LONG = "long";
    private static final boolean IS_LONG = LONG.equals(System.getProperty(OUTAGES));
    private static final Duration KAFKA_AWAY = Duration.ofSeconds(IS_LONG ? 45 : 8);
    /** Several times the lease of the relay's leader, which is 1.2 s. */
    private static final Duration RELAY_PAUSED = Duration.ofSeconds(IS_LONG ? 30 : 6);

    private static final Duration CUT_OFF = Duration.ofSeconds(IS_LONG ? 30 : 10);
    private static final String NO_SMALL_DISK = "a file system of its own can't be mounted here (expected: root)";
    private static final int LAST = 100;

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
        databaseDisk = SmallDisk.on(folder.resolve("postgresql"), 256);
        queryDisk = SmallDisk.on(folder.resolve("query-2"), 512);
        brokerDisk = SmallDisk.on(folder.resolve("broker-1"), 256);
        cluster = Cluster.startOnTwoSites(folder, 1);
        workload = Workload.start(cluster, SEED);
        System.out.printf("outages: seed %d, everything is ready %.1f s after the start%n", SEED, (System.nanoTime() - began) / 1e9);
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
    }

    @Test
    @Order(1)
    void sipOutlivesTheDeathOfEveryBroker() throws InterruptedException {
        KafkaOutage outage = KafkaOutage.begin(cluster, workload.journal(), Broker::kill);
        outage.showsAndServes(KAFKA_AWAY);
        outage.restartedNodeIsClosed(cluster.sip().getLast());
        outage.end();
    }

    @Test
    @Order(2)
    void sipOutlivesTheOrderlyEndOfEveryBroker() throws InterruptedException {
        KafkaOutage outage = KafkaOutage.begin(cluster, workload.journal(), Broker::stop);
        outage.showsAndServes(KAFKA_AWAY);
        outage.end();
    }

    @Test
    @Order(3)
    void aDeleteIsNeverSwallowed() throws InterruptedException {
        Deletes deletes = Deletes.begin(cluster, workload.journal());
        deletes.pauseTheRelay(RELAY_PAUSED);
        deletes.killTheRelay();
        deletes.arrived();
    }

    @Test
    @Order(4)
    void whoIsCutOffSaysSoAndLosesNothing() throws InterruptedException {
        new NetworkCut(cluster, workload.journal()).happen(CUT_OFF);
    }

    @Test
    @Order(5)
    void aFullDiskOfPostgresqlPostponesWrites() throws InterruptedException {
        assumeTrue(databaseDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), databaseDisk).ofPostgresql();
    }

    @Test
    @Order(6)
    void aFullDiskOfAQueryServiceIsItsOwnTrouble() {
        assumeTrue(queryDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), queryDisk).ofQueryService(cluster.query().getLast());
    }

    @Test
    @Order(7)
    void aFullDiskOfABrokerEndsItAndNothingIsLost() {
        assumeTrue(brokerDisk.isThere(), NO_SMALL_DISK);
        new FullDisk(cluster, workload.journal(), brokerDisk).ofKafka(cluster.brokers().all().getFirst());
    }

    @Test
    @Order(LAST)
    void everythingAcknowledgedIsEverywhereAfterwards() throws InterruptedException {
        workload.stop();
        long began = System.nanoTime();
        Verification verification = Verification.of(cluster, workload.journal());
        System.out.printf(
                "outages: %d commands acknowledged, %d answers on SIP; everywhere %.1f s after the last%n",
                workload.journal().acknowledged(), workload.journal().sipTries().size(), (System.nanoTime() - began) / 1e9);
        assertThat(verification.complaints()).isEmpty();
    }
}
