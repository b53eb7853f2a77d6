package io.countersign.command.relay;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a reader of committed records sees in Kafka.
 *
 * @param trunkSequences of each trunk, in the order of arrival
 * @param liveSecrets owner and credential of each secret that no tombstone followed
 */
public record KafkaContent(Map<String, List<Long>> trunkSequences, Set<String> liveSecrets) {
    public static KafkaContent read(KafkaSettings settings) {
        Map<String, List<Long>> sequences = new TreeMap<>();
        Set<String> secrets = new HashSet<>();
        try (TopicTail<SpecificRecord> tail = TopicTail.start(
                settings, "test-content", List.of(Topics.TRUNK_EVENTS, Topics.CREDENTIAL_SECRETS), SpecificRecord.class, record -> {
                    if (record.value() instanceof TrunkEventEnvelope envelope) {
                        sequences.computeIfAbsent(envelope.getAggregateId(), _ -> new ArrayList<>()).add(envelope.getSequence());
                    } else {
                        String rest = RecordKeys.afterFirst(record.key());
                        String name = RecordKeys.first(record.key()) + '\u0001' + RecordKeys.first(rest);
                        if (record.value() == null) {
                            secrets.remove(name);
                        } else {
                            secrets.add(name);
                        }
                    }
                })) {
            tail.loaded().orTimeout(20, TimeUnit.SECONDS).join();
        }
        return new KafkaContent(sequences, secrets);
    }

    public static Map<String, List<Long>> sequencesIn(JdbcClient jdbc) {
        Map<String, List<Long>> sequences = new TreeMap<>();
        jdbc.sql("select aggregate_id, sequence + 1 as sequence from command.event where aggregate_type = 'trunk' order by sequence")
                .query(row -> {
                    sequences.computeIfAbsent(row.getString("aggregate_id"), _ -> new ArrayList<>()).add(row.getLong("sequence"));
                });
        return sequences;
    }
}
