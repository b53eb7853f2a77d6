package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CountRecordsTest {
    private static final long START = 1_795_000_000L;
    private static final int PARTITIONS = 4;

    private final CountRecords records = new CountRecords("node-1", "0badcafe", START, PARTITIONS);

    @Test
    void areNumberedInEachPartitionWithoutAGap() {
        List<ProducerRecord<String, AuthFailureCounts>> all = new ArrayList<>(records.progress(START));
        all.addAll(records.of(spans(100), START + 5, Set.of()));
        all.addAll(records.end(START + 9));

        long[] last = new long[PARTITIONS];
        for (ProducerRecord<String, AuthFailureCounts> record : all) {
            assertThat(record.topic()).isEqualTo(Topics.AUTH_FAILURES.name());
            assertThat(record.value().getNumber()).isEqualTo(++last[record.partition()]);
        }
        assertThat(LongStream.of(last).sum()).isEqualTo(100 + 2 * PARTITIONS);
        assertThat(last).doesNotContain(0);
    }

    @Test
    void eachIsInThePartitionOfItsTrunk() {
        assertThat(records.of(spans(50), START, Set.of())).allSatisfy(record ->
                assertThat(record.partition()).isEqualTo(TrunkPartition.of(record.key(), PARTITIONS)));
    }

    @Test
    void onlyTheLastOfAPartitionCoversTheTimeAndOnlyWhenNothingWaits() {
        int first = TrunkPartition.of("trunk_0", PARTITIONS);
        List<ProducerRecord<String, AuthFailureCounts>> some = records.of(spans(50), START + 5, Set.of(first));

        assertThat(covers(some, first)).containsOnly(Instant.ofEpochSecond(START));
        int other = (first + 1) % PARTITIONS;
        assertThat(covers(some, other).getLast()).isEqualTo(Instant.ofEpochSecond(START + 5));
        assertThat(covers(some, other).subList(0, covers(some, other).size() - 1)).containsOnly(Instant.ofEpochSecond(START));
    }

    @Test
    void theLastOnesSayThatTheyAre() {
        assertThat(records.progress(START + 1)).noneMatch(record -> record.value().getEnded());
        assertThat(records.end(START + 2)).hasSize(PARTITIONS).allMatch(record -> record.value().getEnded());
    }

    private static List<Instant> covers(List<ProducerRecord<String, AuthFailureCounts>> all, int partition) {
        return all.stream().filter(record -> record.partition() == partition).map(record -> record.value().getCoveredUntil()).toList();
    }

    private static List<SpanCounts> spans(int trunks) {
        return IntStream.range(0, trunks)
                .mapToObj(i -> {
                    SpanCounts span = SpanCounts.empty("trunk_" + i, Optional.of("acc_1"), START, 1);
                    span.byReason().put("wrong_password", 1L);
                    return span;
                })
                .toList();
    }
}
