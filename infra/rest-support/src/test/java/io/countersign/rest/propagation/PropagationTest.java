package io.countersign.rest.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.propagation.TableVersions.Before;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.node.NodePosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PropagationTest {
    private static final Instant START = Instant.parse("2026-04-09T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String TRUNK = "trunk_a";
    private static final int PARTITION = 1;

    private final SettableClock clock = new SettableClock();
    private final Propagation propagation = new Propagation(clock);
    private TableVersions table = new TableVersions(1);

    @BeforeEach
    void live() {
        propagation.onLive(table);
        propagation.onMembersKnown();
    }

    @AfterEach
    void close() {
        propagation.close();
    }

    @Test
    void withoutAnyMemberTheReceiptComesAtOnce() {
        row(3, 10);
        assertThat(receipt(propagation.await(TRUNK, 3, PATIENCE))).isEqualTo(new Receipt(false, List.of()));
        assertThat(propagation.effectiveAt(TRUNK, 3)).isEmpty();
    }

    @Test
    void aReceiptWaitsForTheRowAndThenForEveryMember() {
        position("sip-1", 1, 10);
        position("sip-2", 1, 10);
        CompletableFuture<Receipt> receipt = propagation.await(TRUNK, 3, PATIENCE);

        row(3, 10);
        assertThat(receipt).isNotDone();
        position("sip-1", 1, 11);
        assertThat(receipt).isNotDone();
        clock.now = START.plusSeconds(2);
        position("sip-2", 1, 11);

        assertThat(receipt(receipt)).isEqualTo(new Receipt(true, List.of()));
        assertThat(propagation.effectiveAt(TRUNK, 3)).contains(START.plusSeconds(2));
        assertThat(receipt(propagation.await(TRUNK, 3, PATIENCE)).effective()).isTrue();
    }

    @Test
    void accountRowsAndOtherPartitionsAreNotWaitedFor() {
        position("sip-1", 1, 0);
        propagation.onTableRecord(table, record("d\0user", 9, account(3)), Before.NOTHING);
        row(3, 10);
        CompletableFuture<Receipt> receipt = propagation.await(TRUNK, 3, PATIENCE);
        propagation.onPosition("sip-1", NodePosition.newBuilder(node(1, 0, clock.now)).setAppliedOffsets(Map.of("0", 99L, "1", 10L)).build());
        propagation.onPositionBatch();
        assertThat(receipt).isNotDone();

        position("sip-1", 1, 11);
        assertThat(receipt(receipt).effective()).isTrue();
    }

    @Test
    void whenTimeIsOverTheReceiptNamesWhoIsWaitedFor() {
        position("sip-2", 1, 11);
        position("sip-1", 1, 10);
        position("sip-3", 1, 0);
        row(3, 10);

        assertThat(receipt(propagation.await(TRUNK, 3, SHORT))).isEqualTo(new Receipt(false, List.of("sip-1", "sip-3")));
        assertThat(receipt(propagation.await(TRUNK, 3, Duration.ZERO))).isEqualTo(new Receipt(false, List.of("sip-1", "sip-3")));
        assertThat(propagation.effectiveAt(TRUNK, 3)).isEmpty();
    }

    @Test
    void aVersionThatIsNotInTheTableIsWaitedForByEveryone() {
        position("sip-1", 1, 100);
        row(3, 10);

        assertThat(receipt(propagation.await(TRUNK, 4, SHORT))).isEqualTo(new Receipt(false, List.of("sip-1")));
        assertThat(receipt(propagation.await("trunk_b", 1, SHORT))).isEqualTo(new Receipt(false, List.of("sip-1")));
    }

    @Test
    void aLaterVersionStandsForAnEarlierOne() {
        position("sip-1", 1, 12);
        row(3, 10);
        row(5, 11);
        propagation.onTableBatch();

        assertThat(receipt(propagation.await(TRUNK, 4, PATIENCE)).effective()).isTrue();
        assertThat(propagation.effectiveAt(TRUNK, 4)).isPresent();
        assertThat(propagation.effectiveAt(TRUNK, 6)).isEmpty();
    }

    @Test
    void laterVersionsDontMakeAWaitLonger() {
        position("sip-1", 1, 10);
        CompletableFuture<Receipt> receipt = propagation.await(TRUNK, 3, PATIENCE);
        row(3, 10);
        propagation.onTableBatch();
        row(4, 20);
        propagation.onTableBatch();
        position("sip-1", 1, 11);

        assertThat(receipt(receipt).effective()).isTrue();
        assertThat(propagation.effectiveAt(TRUNK, 4)).isEmpty();
    }

    @Test
    void aRowThatIsSentAgainChangesNothing() {
        position("sip-1", 1, 11);
        row(3, 10);
        propagation.onTableBatch();
        Optional<Instant> since = propagation.effectiveAt(TRUNK, 3);
        clock.now = START.plusSeconds(60);
        row(3, 50);
        row(2, 51);
        propagation.onTableBatch();

        assertThat(since).contains(START);
        assertThat(propagation.effectiveAt(TRUNK, 3)).isEqualTo(since);
        assertThat(receipt(propagation.await(TRUNK, 3, PATIENCE)).effective()).isTrue();
    }

    @Test
    void whoSignsOffOrIsForgottenIsNotWaitedFor() {
        position("sip-1", 1, 11);
        position("sip-2", 1, 0);
        position("sip-3", 1, 0);
        row(3, 10);
        CompletableFuture<Receipt> receipt = propagation.await(TRUNK, 3, PATIENCE);

        propagation.onPosition("sip-2", NodePosition.newBuilder(node(1, 0, clock.now)).setSignedOff(true).build());
        propagation.onPositionBatch();
        assertThat(receipt).isNotDone();
        propagation.onPosition("sip-3", null);
        propagation.onPositionBatch();

        assertThat(receipt(receipt).effective()).isTrue();
    }

    @Test
    void aSilentMemberIsNamedForTenMinutesAndThenForgotten() {
        position("sip-1", 1, 0);
        row(3, 10);
        clock.now = START.plus(Duration.ofMinutes(9));
        position("sip-2", 1, 11);
        assertThat(receipt(propagation.await(TRUNK, 3, SHORT)).waiting()).containsExactly("sip-1");

        clock.now = START.plus(Duration.ofMinutes(10)).plusSeconds(1);
        position("sip-2", 1, 11);
        assertThat(receipt(propagation.await(TRUNK, 3, SHORT)).effective()).isTrue();
        assertThat(propagation.memberNames()).containsExactly("sip-2");
    }

    @Test
    void aNewIncarnationStartsFromNothing() {
        position("sip-1", 1, 11);
        position("sip-1", 1, 0);
        row(3, 10);
        assertThat(receipt(propagation.await(TRUNK, 3, SHORT)).waiting()).containsExactly("sip-1");
    }

    @Test
    void beforeTheMembersAreKnownNobodySaysThatThereAreNone() {
        try (Propagation starting = new Propagation(clock)) {
            CompletableFuture<Receipt> receipt = starting.await(TRUNK, 1, PATIENCE);
            assertThat(receipt).isNotDone();
            starting.onMembersKnown();
            assertThat(receipt(receipt)).isEqualTo(new Receipt(false, List.of()));
        }
    }

    @Test
    void aNewGenerationCountsOnlyForMembersThatAreOnIt() {
        position("sip-1", 1, 11);
        row(3, 10);
        propagation.onTableBatch();
        Optional<Instant> since = propagation.effectiveAt(TRUNK, 3);

        table = new TableVersions(2);
        clock.now = START.plusSeconds(5);
        propagation.onTableRecord(table, record("d\0", 2, policy(3)), Before.START);
        propagation.onLive(table);

        assertThat(propagation.effectiveAt(TRUNK, 3)).isEqualTo(since);
        CompletableFuture<Receipt> receipt = propagation.await(TRUNK, 3, PATIENCE);
        assertThat(receipt).isNotDone();
        position("sip-1", 2, 3);
        assertThat(receipt(receipt).effective()).isTrue();
        assertThat(propagation.effectiveAt(TRUNK, 3)).isEqualTo(since);
    }

    @Test
    void whatWasThereBeforeTheStartIsInForceSinceItWasWritten() {
        propagation.onTableRecord(table, record("d\0", 10, policy(3)), Before.START);
        clock.now = START.plusSeconds(3600);
        position("sip-1", 1, 11);
        assertThat(propagation.effectiveAt(TRUNK, 3)).contains(START);
    }

    @Test
    void aRemovedPolicyRowIsForgotten() {
        position("sip-1", 1, 99);
        row(3, 10);
        propagation.onTableRecord(table, record("d\0", 11, null), Before.NOTHING);
        propagation.onTableBatch();
        assertThat(propagation.effectiveAt(TRUNK, 3)).isEmpty();
    }

    @Test
    void timesOfManyVersionsAreBoundedAndNeverTooEarly() {
        for (int version = 1; version <= 1_000; version++) {
            clock.now = START.plusSeconds(version);
            row(version, version);
            position("sip-1", 1, version + 1);
        }
        assertThat(propagation.effectiveAt(TRUNK, 1_000)).contains(START.plusSeconds(1_000));
        assertThat(propagation.effectiveAt(TRUNK, 999)).contains(START.plusSeconds(999));
        assertThat(propagation.effectiveAt(TRUNK, 1).orElseThrow()).isAfterOrEqualTo(START.plusSeconds(1));
    }

    private void row(long version, long offset) {
        propagation.onTableRecord(table, record("d\0", offset, policy(version)), Before.NOTHING);
        propagation.onTableBatch();
    }

    private void position(String node, int generation, long applied) {
        propagation.onPosition(node, node(generation, applied, clock.now));
        propagation.onPositionBatch();
    }

    private static NodePosition node(int generation, long applied, Instant at) {
        return NodePosition.newBuilder()
                .setIncarnation("i")
                .setGeneration(generation)
                .setAppliedOffsets(Map.of(Integer.toString(PARTITION), applied))
                .setSignedOff(false)
                .setAt(at)
                .build();
    }

    private static AuthPolicyRow policy(long version) {
        return AuthPolicyRow.newBuilder()
                .setAccountId("acc_a")
                .setTrunkId(TRUNK)
                .setAuthType("credential")
                .setDigestAlgorithms(List.of("MD5"))
                .setTrunkVersion(version)
                .build();
    }

    private static AuthAccountRow account(long version) {
        return AuthAccountRow.newBuilder()
                .setAccountId("acc_a")
                .setTrunkId(TRUNK)
                .setCredentialId("cred_a")
                .setSecretVersions(List.of(1))
                .setTrunkVersion(version)
                .build();
    }

    private static ConsumerRecord<String, @Nullable SpecificRecord> record(String key, long offset, @Nullable SpecificRecord value) {
        return new ConsumerRecord<>(
                Topics.authTable(1).name(), PARTITION, offset, START.toEpochMilli(), TimestampType.CREATE_TIME, 0, 0, key, value,
                new RecordHeaders(), Optional.empty());
    }

    private static Receipt receipt(CompletableFuture<Receipt> future) {
        return future.orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
