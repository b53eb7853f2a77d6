package io.countersign.systemtests;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** What one generation of the auth table says at a moment: the latest row of each key. */
final class TableCopy {
    private final Map<String, SpecificRecord> rows = new TreeMap<>();

    TableCopy(KafkaSettings kafka, int generation) {
        try (TopicTail<SpecificRecord> tail = TopicTail.start(
                kafka, "copy-g" + generation, List.of(Topics.authTable(generation)), SpecificRecord.class, record -> {
                    if (record.value() == null) {
                        rows.remove(record.key());
                    } else {
                        rows.put(record.key(), record.value());
                    }
                })) {
            tail.loaded().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    Map<String, SpecificRecord> rows() {
        return rows;
    }
}
