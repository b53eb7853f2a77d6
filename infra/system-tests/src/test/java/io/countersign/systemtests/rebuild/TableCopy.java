package io.countersign.systemtests.rebuild;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** Who may log in by one generation of the auth table: the keys of its account rows at this moment. */
final class TableCopy {
    private TableCopy() {}

    static Set<String> accountsOf(KafkaSettings kafka, int generation) {
        Set<String> accounts = new TreeSet<>();
        try (TopicTail<SpecificRecord> tail = TopicTail.start(
                kafka, "copy-g" + generation, List.of(Topics.authTable(generation)), SpecificRecord.class, record -> {
                    if (record.value() == null) {
                        accounts.remove(record.key());
                    } else if (!RecordKeys.afterFirst(record.key()).isEmpty()) {
                        accounts.add(record.key());
                    }
                })) {
            tail.loaded().orTimeout(30, TimeUnit.SECONDS).join();
        }
        return accounts;
    }
}
