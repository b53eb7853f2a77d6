package io.countersign.sip.report;

import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of one incarnation and numbers them in each partition: 1, 2, 3 … A reader that finds a number missing knows
 * that counts are, and one that finds a number again knows that it is the same record. Owned by the thread of
 * {@link CountsPublisher}.
 */
final class CountRecords {
    private final String node;
    private final String incarnation;
    private final Instant startedAt;
    private final long[] lastNumbers;
    private final long[] coveredUntil;

    CountRecords(String node, String incarnation, long startSecond, int partitions) {
        this.node = node;
        this.incarnation = incarnation;
        this.startedAt = Instant.ofEpochSecond(startSecond);
        this.lastNumbers = new long[partitions];
        this.coveredUntil = new long[partitions];
        Arrays.fill(coveredUntil, startSecond);
    }

    /**
     * Records of these spans. The last one of a partition tells that all is told, unless something of it waits.
     *
     * @param coveredSecond all that was counted before is in these records, or waits
     * @param waiting partitions of which something waits
     */
    List<ProducerRecord<String, AuthFailureCounts>> of(List<SpanCounts> spans, long coveredSecond, Set<Integer> waiting) {
        Map<Integer, List<SpanCounts>> byPartition = spans.stream().collect(Collectors.groupingBy(span -> partition(span.key())));
        List<ProducerRecord<String, AuthFailureCounts>> records = new ArrayList<>();
        byPartition.forEach((partition, own) -> {
            for (int i = 0; i < own.size(); i++) {
                SpanCounts span = own.get(i);
                if (i == own.size() - 1 && !waiting.contains(partition)) {
                    cover(partition, coveredSecond);
                }
                records.add(record(partition, span.key(), next(partition)
                        .setSince(Instant.ofEpochSecond(span.fromSecond()))
                        .setUntil(Instant.ofEpochSecond(span.fromSecond() + span.widthSeconds()))
                        .setAccountId(span.accountId().orElse(null))
                        .setTrunkId(span.key().equals(Topics.UNKNOWN_TRUNK) ? null : span.key())
                        .setByReason(Map.copyOf(span.byReason()))
                        .setUsernames(Map.copyOf(span.usernames()))
                        .setSources(Map.copyOf(span.sources()))));
            }
        });
        return records;
    }

    /** One record for each partition that says how far this incarnation is, and nothing else. */
    List<ProducerRecord<String, AuthFailureCounts>> progress(long coveredSecond) {
        return IntStream.range(0, lastNumbers.length).mapToObj(partition -> empty(partition, coveredSecond, Presence.GOES_ON)).toList();
    }

    /** The last ones. */
    List<ProducerRecord<String, AuthFailureCounts>> end(long coveredSecond) {
        return IntStream.range(0, lastNumbers.length).mapToObj(partition -> empty(partition, coveredSecond, Presence.ENDS)).toList();
    }

    int partition(String key) {
        return TrunkPartition.of(key, lastNumbers.length);
    }

    private enum Presence {
        GOES_ON,
        ENDS
    }

    private ProducerRecord<String, AuthFailureCounts> empty(int partition, long coveredSecond, Presence presence) {
        Instant from = Instant.ofEpochSecond(coveredUntil[partition]);
        cover(partition, coveredSecond);
        return record(partition, Topics.UNKNOWN_TRUNK, next(partition)
                .setEnded(presence == Presence.ENDS)
                .setSince(from)
                .setUntil(Instant.ofEpochSecond(coveredUntil[partition]))
                .setByReason(Map.of())
                .setUsernames(Map.of())
                .setSources(Map.of()));
    }

    private void cover(int partition, long second) {
        coveredUntil[partition] = Math.max(coveredUntil[partition], second);
    }

    private AuthFailureCounts.Builder next(int partition) {
        return AuthFailureCounts.newBuilder()
                .setNode(node)
                .setIncarnation(incarnation)
                .setStartedAt(startedAt)
                .setNumber(++lastNumbers[partition])
                .setCoveredUntil(Instant.ofEpochSecond(coveredUntil[partition]))
                .setEnded(false);
    }

    private static ProducerRecord<String, AuthFailureCounts> record(int partition, String key, AuthFailureCounts.Builder counts) {
        return new ProducerRecord<>(Topics.AUTH_FAILURES.name(), partition, key, counts.build());
    }
}
