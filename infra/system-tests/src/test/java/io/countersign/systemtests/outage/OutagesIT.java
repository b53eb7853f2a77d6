package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.fault.Verification;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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
    private static final Duration KAFKA_AWAY = Duration.ofSeconds(Integer.getInteger("countersign.outages.seconds", 8));
    private static final int LAST = 100;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static Cluster cluster;
    private static Workload workload;

    @BeforeAll
    static void up() {
        long began = System.nanoTime();
        cluster = Cluster.start(folder, 1);
        workload = Workload.start(cluster, SEED);
        System.out.printf("outages: seed %d, everything is ready %.1f s after the start%n", SEED, (System.nanoTime() - began) / 1e9);
    }

    @AfterAll
    static void down() {
        if (cluster != null) {
            cluster.close();
        }
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
    @EnabledIfSystemProperty(named = "countersign.long", matches = "true", disabledReason = "-Plong; the sudden end is the harder one")
    void sipOutlivesTheOrderlyEndOfEveryBroker() throws InterruptedException {
        KafkaOutage outage = KafkaOutage.begin(cluster, workload.journal(), Broker::stop);
        outage.showsAndServes(KAFKA_AWAY);
        outage.end();
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
