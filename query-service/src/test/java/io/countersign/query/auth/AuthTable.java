package io.countersign.query.auth;

import io.countersign.query.auth.AuthOutcome.Row;
import io.countersign.query.event.TrunkEvent;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The fold with its state and the table that its rows make, in memory. */
final class AuthTable {
    private final Map<AuthEntryKey, AuthEntry> state = new HashMap<>();
    private final Map<String, SpecificRecord> rows = new TreeMap<>();
    private final List<Row> sent = new ArrayList<>();

    /** Folds an event: state and table. */
    AuthTable fold(TrunkEventEnvelope event) {
        AuthOutcome outcome = foldWithoutOutput(event);
        for (Row row : outcome.rows()) {
            sent.add(row);
            row.value().ifPresentOrElse(value -> rows.put(row.key().text(), value), () -> rows.remove(row.key().text()));
        }
        return this;
    }

    /** Folds an event whose rows are lost: a kill between changelog and output. */
    AuthOutcome foldWithoutOutput(TrunkEventEnvelope event) {
        AuthOutcome outcome = AuthFold.fold(key -> Optional.ofNullable(state.get(key)), TrunkEvent.of(event));
        outcome.writes().forEach(write -> write.entry()
                .ifPresentOrElse(entry -> state.put(write.key(), entry), () -> state.remove(write.key())));
        return outcome;
    }

    Map<AuthEntryKey, AuthEntry> state() {
        return Map.copyOf(state);
    }

    Map<String, SpecificRecord> rows() {
        return Map.copyOf(rows);
    }

    /** What was sent since the last call. */
    List<Row> takeSent() {
        List<Row> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
