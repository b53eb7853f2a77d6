package io.countersign.rest.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.TestBroker;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.node.NodePosition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class PropagationTailsIT {
    private static final String DOMAIN = "trunk-a.sip.localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void receiptsFollowTheTableTheNodesAndAChangeOfGeneration(@TempDir Path folder) {
        try (TestBroker broker = TestBroker.start(folder);
                Propagation propagation = new Propagation(Clock.systemUTC());
                PropagationTails tails = PropagationTails.start(propagation, broker.settings(), "propagation")) {
            PropagationHealth health = new PropagationHealth(tails);
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            generation(broker, 1);
            Awaitility.await().until(() -> health.health().getStatus().equals(Status.UP));
            assertThat(join(propagation.await("trunk_a", 1, PATIENCE))).isEqualTo(new Receipt(false, List.of()));

            position(broker, "sip-1", 1, 0);
            Awaitility.await().until(() -> propagation.memberNames().equals(List.of("sip-1")));
            CompletableFuture<Receipt> receipt = propagation.await("trunk_a", 1, PATIENCE);
            long offset = row(broker, 1, 1);
            assertThat(receipt).isNotDone();
            position(broker, "sip-1", 1, offset + 1);
            assertThat(join(receipt)).isEqualTo(new Receipt(true, List.of()));
            Instant since = propagation.effectiveAt("trunk_a", 1).orElseThrow();
            assertThat(Duration.between(since, Instant.now())).isBetween(Duration.ZERO, Duration.ofSeconds(5));

            // a rebuild: the same facts in a new generation, which the node reaches after us
            broker.create(Topics.authTable(2));
            long rebuilt = row(broker, 2, 1);
            generation(broker, 2);
            Awaitility.await().until(() -> !propagation.await("trunk_a", 1, Duration.ZERO).join().effective());
            Awaitility.await().until(tails::isUsable);
            assertThat(propagation.effectiveAt("trunk_a", 1)).contains(since);
            CompletableFuture<Receipt> again = propagation.await("trunk_a", 1, PATIENCE);
            position(broker, "sip-1", 2, rebuilt + 1);
            assertThat(join(again).effective()).isTrue();
            assertThat(tails.tails()).hasSize(3);

            // an instance that starts later finds everything in force, since it was written
            try (Propagation second = new Propagation(Clock.systemUTC());
                    PropagationTails secondTails = PropagationTails.start(second, broker.settings(), "second")) {
                Awaitility.await().until(() -> second.effectiveAt("trunk_a", 1).isPresent());
                assertThat(secondTails.isUsable()).isTrue();
                assertThat(join(second.await("trunk_a", 1, PATIENCE)).effective()).isTrue();
            }
        }
    }

    private static void generation(TestBroker broker, int generation) {
        broker.send(Topics.AUTH_GENERATION, Topics.GENERATION_KEY,
                AuthGeneration.newBuilder().setGeneration(generation).setAt(Instant.now()).build());
    }

    private static long row(TestBroker broker, int generation, long version) {
        return broker.send(Topics.authTable(generation), RecordKeys.authPolicy(DOMAIN), AuthPolicyRow.newBuilder()
                        .setAccountId("acc_a")
                        .setTrunkId("trunk_a")
                        .setAuthType("credential")
                        .setDigestAlgorithms(List.of("MD5"))
                        .setTrunkVersion(version)
                        .build())
                .offset();
    }

    private static void position(TestBroker broker, String node, int generation, long applied) {
        broker.send(Topics.NODE_POSITIONS, node, NodePosition.newBuilder()
                .setIncarnation("i")
                .setGeneration(generation)
                .setAppliedOffsets(Map.of("0", applied))
                .setSignedOff(false)
                .setAt(Instant.now())
                .build());
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(15, TimeUnit.SECONDS).join();
    }
}
