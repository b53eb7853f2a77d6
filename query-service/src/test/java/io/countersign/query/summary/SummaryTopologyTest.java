package io.countersign.query.summary;

import static io.countersign.query.Facts.counts;
import static io.countersign.query.Facts.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.ApprovedFile;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.StreamsProperties;
import io.countersign.query.streams.TestInstance;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTopologyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String TRUNK = "trunk_1";
    private static final String ACCOUNT = "acc_1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, SpecificRecord> topic;

    private long number;

    @BeforeEach
    void startWithTheProductionSettings() {
        driver = new TopologyTestDriver(
                SummaryTopology.build(at -> {}),
                StreamsProperties.of(
                        Names.COUNTS_APPLICATION, "test", Duration.ofMillis(100), new KafkaSettings("localhost:1", 4, (short) 1),
                        TestInstance.in(folder), TestInstance.ADDRESS),
                NOW);
        topic = driver.createInputTopic(Topics.AUTH_FAILURES.name(), new StringSerializer(), new AvroSerializer<>());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void isTheApprovedTopology() {
        ApprovedFile.of("counts-topology.txt").verify(SummaryTopology.build(at -> {}).describe().toString());
    }

    @Test
    void countsForTheTrunkTheAccountAndTheOperator() {
        pipe(ofTrunk(NOW.minusSeconds(3), Map.of("wrong_password", 5L, "stale_nonce", 2L)));
        pipe(counts(NOW.minusSeconds(2), ++number).setByReason(Map.of("unknown_trunk", 7L)).build());

        Map<String, Long> own = Map.of("wrong_password", 5L, "stale_nonce", 2L);
        assertThat(total(TRUNK)).isEqualTo(own);
        assertThat(total(ACCOUNT)).isEqualTo(own);
        assertThat(total(CountKey.EVERYONE)).isEqualTo(Map.of("wrong_password", 5L, "stale_nonce", 2L, "unknown_trunk", 7L));
    }

    @Test
    void samplesDoNotCount() {
        topic.pipeInput(TRUNK, failure(NOW, "wrong_password").setTrunkId(TRUNK).setAccountId(ACCOUNT).build());

        assertThat(total(CountKey.EVERYONE)).isEmpty();
    }

    @Test
    void aRecordThatComesAgainCountsOnce() {
        AuthFailureCounts one = ofTrunk(NOW.minusSeconds(3), Map.of("wrong_password", 5L));
        AuthFailureCounts two = ofTrunk(NOW.minusSeconds(2), Map.of("wrong_password", 1L));
        for (AuthFailureCounts record : List.of(two, one, two, one, one)) {
            pipe(record);
        }

        assertThat(total(TRUNK)).isEqualTo(Map.of("wrong_password", 6L));
    }

    @Test
    void twoNodesAndTwoIncarnationsAreToldApart() {
        AuthFailureCounts one = ofTrunk(NOW.minusSeconds(3), Map.of("wrong_password", 1L));
        pipe(one);
        pipe(AuthFailureCounts.newBuilder(one).setNode("node-2").build());
        pipe(AuthFailureCounts.newBuilder(one).setIncarnation("deadbeef").build());

        assertThat(total(TRUNK)).isEqualTo(Map.of("wrong_password", 3L));
    }

    @Test
    void everyStepHasTheSameTotalAndNames() {
        Random random = new Random(7);
        Map<String, Long> usernames = new HashMap<>();
        long total = 0;
        Instant since = NOW.minus(Duration.ofHours(5)).plusSeconds(17);
        for (int i = 0; i < 300; i++) {
            long count = 1L + random.nextInt(9);
            String username = "user-" + random.nextInt(20);
            pipe(AuthFailureCounts.newBuilder(ofTrunk(since.plusSeconds(random.nextInt(15_000)), Map.of("unknown_user", count)))
                    .setUsernames(Map.of(username, count))
                    .setSources(Map.of("192.0.2.1", count))
                    .build());
            usernames.merge(username, count, Long::sum);
            total += count;
        }
        for (Step step : Step.values()) {
            SummaryPart part = ask(TRUNK, step, since.minusSeconds(17), NOW);
            assertThat(part.total().byReason()).as(step.code()).isEqualTo(Map.of("unknown_user", total));
            assertThat(part.names().usernames()).as(step.code()).isEqualTo(usernames);
            assertThat(part.names().sources()).as(step.code()).isEqualTo(Map.of("192.0.2.1", total));
        }
    }

    @Test
    void aTimeBeginsAndEndsWhereItIsAsked() {
        IntStream.range(0, 180).forEach(i -> pipe(AuthFailureCounts.newBuilder(ofTrunk(NOW.minusSeconds(180 - i), Map.of("unknown_user", 1L)))
                .setUsernames(Map.of("alice", 1L))
                .build()));

        SummaryPart seconds = ask(TRUNK, Step.SECOND, NOW.minusSeconds(130), NOW.minusSeconds(7));
        assertThat(seconds.buckets()).hasSize(123);
        assertThat(seconds.names().usernames()).isEqualTo(Map.of("alice", 123L));
        SummaryPart minutes = ask(TRUNK, Step.MINUTE, NOW.minusSeconds(120), NOW.minusSeconds(60));
        assertThat(minutes.buckets()).singleElement().satisfies(bucket -> assertThat(bucket.counts().total()).isEqualTo(60));
        assertThat(minutes.names().usernames()).isEqualTo(Map.of("alice", 60L));
    }

    @Test
    void whatWasCollapsedStandsAtTheBeginningOfItsSpan() {
        pipe(AuthFailureCounts.newBuilder(ofTrunk(NOW.minusSeconds(60), Map.of("unknown_user", 9L))).setUntil(NOW).build());

        assertThat(ask(TRUNK, Step.SECOND, NOW.minusSeconds(60), NOW).buckets())
                .containsExactly(new Bucket(NOW.getEpochSecond() - 60, new ReasonCounts(Map.of("unknown_user", 9L))));
    }

    @Test
    void aNumberThatIsMissingIsAGapUntilItComes() {
        AuthFailureCounts first = ofTrunk(NOW.minusSeconds(9), Map.of("unknown_user", 1L));
        AuthFailureCounts lost = ofTrunk(NOW.minusSeconds(8), Map.of("unknown_user", 1L));
        AuthFailureCounts third = ofTrunk(NOW.minusSeconds(1), Map.of("unknown_user", 1L));
        pipe(first);
        pipe(third);

        assertThat(ask(TRUNK, Step.SECOND, NOW.minusSeconds(60), NOW).coverage().gaps())
                .containsExactly(new Gap("node-1", NOW.minusSeconds(8), NOW));
        pipe(lost);
        assertThat(ask(TRUNK, Step.SECOND, NOW.minusSeconds(60), NOW).coverage().isComplete()).isTrue();
        assertThat(total(TRUNK)).isEqualTo(Map.of("unknown_user", 3L));
    }

    @Test
    void forgetsAfterThirtyDays() {
        Instant old = NOW.minus(CountRetention.KEPT).plusSeconds(30);
        pipe(ofTrunk(old, Map.of("unknown_user", 1L)));
        pipe(ofTrunk(old.minusSeconds(60), Map.of("unknown_user", 1L)));
        assertThat(total(TRUNK)).isEqualTo(Map.of("unknown_user", 1L));

        driver.advanceWallClockTime(Duration.ofHours(3));
        driver.advanceWallClockTime(Duration.ofMinutes(2));

        try (KeyValueIterator<String, byte[]> left = store().all()) {
            assertThat(left.hasNext()).isFalse();
        }
    }

    private AuthFailureCounts ofTrunk(Instant second, Map<String, Long> byReason) {
        return counts(second, ++number).setTrunkId(TRUNK).setAccountId(ACCOUNT).setByReason(byReason).build();
    }

    private void pipe(AuthFailureCounts record) {
        topic.pipeInput(record.getTrunkId() == null ? Topics.UNKNOWN_TRUNK : record.getTrunkId(), record);
    }

    private Map<String, Long> total(String scope) {
        return ask(scope, Step.HOUR, NOW.minus(CountRetention.KEPT), NOW).total().byReason();
    }

    private SummaryPart ask(String scope, Step step, Instant since, Instant until) {
        return new SummaryQuestion(scope, step, since.getEpochSecond(), until.getEpochSecond(), NOW.getEpochSecond()).answer(store());
    }

    private KeyValueStore<String, byte[]> store() {
        return driver.getKeyValueStore(Names.COUNT_STORE);
    }
}
