package io.countersign.systemtests.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.cluster.Layout;
import io.countersign.systemtests.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same workload and the same checker find out a command-service that has forgotten a rule. Each case has the faults
 * that the rule is for, and only these.
 */
class HarnessCanFailIT {
    private static final long SEED = 20_261_125L;
    private static final int ROUNDS = 6;
    private static final Duration AT_WORK = Duration.ofSeconds(4);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(15);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private interface Damage {
        void to(Cluster cluster, int round);
    }

    /** Followers that are 3 s behind, and still count as in sync: the time that acks=all would wait for them. */
    @Test
    void aRelayThatDoesNotWaitForTheReplicasLosesWhatABrokerTakesWithIt() throws InterruptedException {
        Map<String, String> slowFollowers = Map.of("replica.fetch.min.bytes", "10000000", "replica.fetch.wait.max.ms", "3000");

        Verification verification = run(Weakening.acksOne(), 3, slowFollowers, (cluster, round) -> {
            Broker victim = cluster.brokers().all().get(round % 3);
            victim.kill();
            victim.start();
            victim.awaitReady();
        });

        assertThat(verification.log().lost()).isNotEmpty();
    }

    /** The door dies with the answers; what was asked for is done to its end, and asked for again. */
    @Test
    void aServiceThatForgetsItsAnswersAppliesARepeatedRequestTwice() throws InterruptedException {
        Verification verification = run(Weakening.withoutDeduplication(), 1, Map.of(), (cluster, round) -> cluster.restartDoor());

        assertThat(verification.log().twice()).isNotEmpty();
    }

    @Test
    void aRelayThatCommitsItsPositionFirstLosesTheRowsBeforeIt() throws InterruptedException {
        Verification verification = run(Weakening.commitBeforeApply(), 1, Map.of(), (cluster, round) ->
                cluster.command().stream().filter(Instance::isLeading).findFirst().ifPresent(leader -> {
                    leader.kill();
                    leader.start();
                    leader.awaitReady();
                }));

        assertThat(verification.log().lost()).isNotEmpty();
    }

    private Verification run(Weakening weakening, int brokers, Map<String, String> brokerSettings, Damage damage)
            throws InterruptedException {
        Path classes = weakening.compile(folder.resolve("weakened"));
        try (Cluster cluster = Cluster.start(folder, Layout.weakened(brokers, brokerSettings, classes))) {
            Workload workload = Workload.start(cluster, SEED);
            for (int round = 0; round < ROUNDS; round++) {
                TimeUnit.NANOSECONDS.sleep(AT_WORK.toNanos()); // that there is something to lose
                damage.to(cluster, round);
            }
            workload.stop();
            Verification verification = Verification.of(cluster, workload.journal(), List.of(Deafness.always()), SETTLES_WITHIN);
            System.out.printf("harness, %s: %d commands acknowledged: %d lost, %d twice, %d gaps; %s%n",
                    weakening.name(), verification.log().acknowledged(), verification.log().lost().size(),
                    verification.log().twice().size(), verification.log().gaps().size(),
                    verification.complaints().stream().findFirst().orElse("nothing found"));
            return verification;
        }
    }
}
