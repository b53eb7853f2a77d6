package io.countersign.query.failure;

import static io.countersign.query.Facts.counts;
import static io.countersign.query.Facts.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.ApprovedFile;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.StreamsProperties;
import io.countersign.query.streams.TestInstance;
import io.countersign.query.view.Page;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.failure.AuthFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTopologyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final FailureFilter ALL = new FailureFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, AuthFailed> failures;

    @BeforeEach
    void startWithTheProductionSettings() {
        driver = new TopologyTestDriver(
                FailureTopology.build(4, at -> {}),
                StreamsProperties.of(
                        Names.FAILURES_APPLICATION, "test", Duration.ofMillis(100), new KafkaSettings("localhost:1", 4, (short) 1), TestInstance.in(folder), TestInstance.ADDRESS),
                NOW);
        failures = driver.createInputTopic(Topics.AUTH_FAILURES.name(), new StringSerializer(), new AvroSerializer<>());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void isTheApprovedTopology() {
        ApprovedFile.of("failures-topology.txt").verify(FailureTopology.build(4, at -> {}).describe().toString());
    }

    @Test
    void showsTheNewestFirstToTheTrunkTheAccountAndTheOperator() {
        AuthFailed older = ofTrunk(NOW.minusSeconds(2), "wrong_password");
        AuthFailed newer = ofTrunk(NOW.minusSeconds(1), "unknown_user");
        AuthFailed unknown = failure(NOW, "unknown_trunk").build();
        pipe(newer);
        pipe(older);
        pipe(unknown);

        assertThat(scan("trunk_1", ALL, trunkStore())).containsExactly(newer, older);
        assertThat(scan("acc_1", ALL, accountStore())).containsExactly(newer, older);
        assertThat(scan(FailureKey.EVERYONE, ALL, trunkStore())).containsExactly(unknown, newer, older);
    }

    @Test
    void passesOverCounts() {
        driver.createInputTopic(Topics.AUTH_FAILURES.name(), new StringSerializer(), new AvroSerializer<>())
                .pipeInput("trunk_1", counts(NOW, 1).setTrunkId("trunk_1").setAccountId("acc_1").build());
        AuthFailed failure = ofTrunk(NOW, "wrong_password");
        pipe(failure);

        assertThat(scan("trunk_1", ALL, trunkStore())).containsExactly(failure);
    }

    @Test
    void showsAFailureThatIsDeliveredAgainOnce() {
        AuthFailed failure = ofTrunk(NOW, "wrong_password");
        pipe(failure);
        pipe(failure);

        assertThat(scan("trunk_1", ALL, trunkStore())).containsExactly(failure);
    }

    @Test
    void filters() {
        AuthFailed first = ofTrunk(NOW.minusSeconds(3), "wrong_password");
        AuthFailed second = AuthFailed.newBuilder(ofTrunk(NOW.minusSeconds(2), "unknown_user"))
                .setUsername("mallory")
                .setSourceIp("198.51.100.9")
                .build();
        AuthFailed third = ofTrunk(NOW.minusSeconds(1), "wrong_password");
        pipe(first);
        pipe(second);
        pipe(third);

        assertThat(scan(filter(NOW.minusSeconds(2), NOW.minusSeconds(1)))).containsExactly(third, second);
        assertThat(scan(new FailureFilter(Optional.empty(), Optional.empty(), Optional.of(FailureReason.WRONG_PASSWORD), Optional.empty(), Optional.empty())))
                .containsExactly(third, first);
        assertThat(scan(new FailureFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("mallory"), Optional.empty())))
                .containsExactly(second);
        assertThat(scan(new FailureFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("198.51.100.9"))))
                .containsExactly(second);
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        List<AuthFailed> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            AuthFailed failure = ofTrunk(NOW.minusMillis(i), "wrong_password");
            pipe(failure);
            expected.add(failure);
        }
        List<AuthFailed> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<AuthFailed> page = new FailureScan("trunk_1", ALL, after, 3, Instant.EPOCH).answer(trunkStore());
            seen.addAll(page.rows());
            after = page.end();
        } while (after.isPresent());

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void mergesTasksWithoutSkippingWhatOneHasNotReachedYet() {
        AuthFailed a = ofTrunk(NOW, "wrong_password");
        AuthFailed b = ofTrunk(NOW.minusSeconds(1), "wrong_password");
        AuthFailed c = ofTrunk(NOW.minusSeconds(2), "wrong_password");
        FailureScan scan = new FailureScan(FailureKey.EVERYONE, ALL, Optional.empty(), 10, Instant.EPOCH);

        Page<AuthFailed> merged = scan.merge(List.of(
                new Page<>(List.of(a), Optional.of(FailureKey.place(b))), new Page<>(List.of(c), Optional.empty())));

        assertThat(merged.rows()).containsExactly(a);
        assertThat(merged.end()).contains(FailureKey.place(b));
    }

    @Test
    void forgetsAfterThirtyDays() {
        AuthFailed old = ofTrunk(NOW.minus(FailureRetention.KEPT).plusSeconds(30), "wrong_password");
        AuthFailed kept = ofTrunk(NOW, "wrong_password");
        AuthFailed expired = ofTrunk(NOW.minus(FailureRetention.KEPT).minusSeconds(1), "wrong_password");
        pipe(old);
        pipe(kept);
        pipe(expired);
        assertThat(scan("trunk_1", ALL, trunkStore())).containsExactly(kept, old);

        driver.advanceWallClockTime(Duration.ofMinutes(2));

        assertThat(scan("trunk_1", ALL, trunkStore())).containsExactly(kept);
        assertThat(scan("acc_1", ALL, accountStore())).containsExactly(kept);
        assertThat(scan(FailureKey.EVERYONE, ALL, trunkStore())).containsExactly(kept);
    }

    @Test
    void showsNothingThatHasExpiredEvenBeforeItIsRemoved() {
        AuthFailed oldestKept = ofTrunk(NOW.minus(FailureRetention.KEPT), "wrong_password");
        AuthFailed expired = ofTrunk(NOW.minus(FailureRetention.KEPT).minusMillis(1), "wrong_password");
        for (AuthFailed failure : List.of(oldestKept, expired)) {
            trunkStore().put(FailureKey.of("trunk_1", failure), AvroSerializer.toBytes(failure));
        }
        Instant oldest = FailureRetention.oldestKept(NOW);
        Instant before = oldest.minusSeconds(60);

        assertThat(new FailureScan("trunk_1", ALL, Optional.empty(), 10, oldest).answer(trunkStore()).rows())
                .containsExactly(oldestKept);
        assertThat(new FailureScan("trunk_1", filter(before, NOW), Optional.empty(), 10, oldest).answer(trunkStore()).rows())
                .containsExactly(oldestKept);
        assertThat(new FailureScan("trunk_1", filter(before, before), Optional.empty(), 10, oldest).answer(trunkStore()).rows())
                .isEmpty();
    }

    @Test
    void goesOnSoonWhileThereIsMoreToRemove() {
        Instant expired = NOW.minus(FailureRetention.KEPT).minusSeconds(1);
        for (int i = 0; i < FailureRetention.STEP_KEYS + 1; i++) {
            trunkStore().put(FailureKey.of("trunk_1", ofTrunk(expired, "wrong_password")), new byte[0]);
        }

        driver.advanceWallClockTime(FailureRetention.STEP_EACH);
        driver.advanceWallClockTime(FailureRetention.STEP_EACH);

        try (KeyValueIterator<String, byte[]> left = trunkStore().all()) {
            assertThat(left.hasNext()).isFalse();
        }
    }

    private static FailureFilter filter(Instant since, Instant until) {
        return new FailureFilter(Optional.of(since), Optional.of(until), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static AuthFailed ofTrunk(Instant at, String reason) {
        return failure(at, reason).setAccountId("acc_1").setTrunkId("trunk_1").build();
    }

    private void pipe(AuthFailed failure) {
        failures.pipeInput(failure.getTrunkId() == null ? Topics.UNKNOWN_TRUNK : failure.getTrunkId(), failure);
    }

    private List<AuthFailed> scan(FailureFilter filter) {
        return scan("trunk_1", filter, trunkStore());
    }

    private static List<AuthFailed> scan(String scope, FailureFilter filter, KeyValueStore<String, byte[]> store) {
        return new FailureScan(scope, filter, Optional.empty(), 10, Instant.EPOCH).answer(store).rows();
    }

    private KeyValueStore<String, byte[]> trunkStore() {
        return driver.getKeyValueStore(Names.FAILURE_TRUNK_STORE);
    }

    private KeyValueStore<String, byte[]> accountStore() {
        return driver.getKeyValueStore(Names.FAILURE_ACCOUNT_STORE);
    }
}
