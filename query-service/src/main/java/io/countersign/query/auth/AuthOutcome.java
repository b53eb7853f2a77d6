package io.countersign.query.auth;

import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What follows from one event: entries to write (empty: to delete) and rows to send (empty: a tombstone), in this order. */
record AuthOutcome(List<Write> writes, List<Row> rows) {
    AuthOutcome {
        writes = List.copyOf(writes);
        rows = List.copyOf(rows);
    }

    record Write(AuthEntryKey key, Optional<AuthEntry> entry) {}

    record Row(AuthTableKey key, Optional<SpecificRecord> value) {}
}
