package io.countersign.command.relay;

import io.countersign.command.account.AccountEvent.ApiKeyCreated;
import io.countersign.command.aggregate.StoredEvents;
import io.countersign.command.aggregate.StoredText;
import io.countersign.command.trunk.TrunkEvent.CredentialCreated;
import io.countersign.schemas.auth.ApiKeyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads committed rows in the order that keeps each aggregate's: by transaction id, then global index. */
final class EventRows {
    /** Rows in one Kafka transaction. */
    static final int BATCH_ROWS = 500;

    private static final String AFTER = """
            select global_index, txid::text::bigint as txid, event_id, aggregate_id, sequence, payload_type, payload_revision,
                   payload, metadata, written_at, txid < pg_snapshot_xmin(pg_current_snapshot()) as settled
            from command.event
            where (txid, global_index) > (cast(? as text)::xid8, ?)
            order by txid, global_index
            limit ?""";

    private final JdbcClient jdbc;

    EventRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What follows that position. */
    Batch after(Position position) {
        List<EventRow> settled = new ArrayList<>();
        List<Instant> unsettled = new ArrayList<>();
        jdbc.sql(AFTER)
                .params(Long.toString(position.transactionId()), position.globalIndex(), BATCH_ROWS)
                .query((ResultSet row) -> {
                    if (row.getBoolean("settled")) {
                        settled.add(read(row));
                    } else {
                        unsettled.add(Instant.parse(row.getString("written_at")));
                    }
                });
        return new Batch(List.copyOf(settled), unsettled.stream().min(Comparator.naturalOrder()), beside(settled));
    }

    /** About how many follow that position: without counting them, and so with the numbers that rolled back transactions took. */
    long countAfter(Position position) {
        return jdbc.sql("select coalesce(max(global_index), 0) - ? from command.event")
                .params(position.globalIndex())
                .query(Long.class)
                .single();
    }

    /**
     * Whether this store wrote the row at that position: if not, Kafka knows more than PostgreSQL does, as after the
     * restoring of an old backup.
     */
    boolean contains(Position position) {
        return jdbc.sql("""
                        select exists (
                            select from command.event
                            where global_index = ? and txid = cast(? as text)::xid8
                              and txid < pg_snapshot_xmin(pg_current_snapshot()))""")
                .params(position.globalIndex(), Long.toString(position.transactionId()))
                .query(Boolean.class)
                .single();
    }

    private static EventRow read(ResultSet row) throws SQLException {
        StoredText stored = new StoredText(
                row.getString("payload_type"), row.getString("payload_revision"), row.getString("payload"));
        return new EventRow(
                new Position(row.getLong("txid"), row.getLong("global_index")),
                row.getString("event_id"),
                row.getString("aggregate_id"),
                row.getLong("sequence") + 1,
                Instant.parse(row.getString("written_at")),
                StoredEvents.read(stored),
                StoredEvents.readCause(row.getString("metadata")));
    }

    private CompanionRows beside(List<EventRow> rows) {
        String[] credentials = rows.stream()
                .filter(row -> row.event() instanceof CredentialCreated)
                .map(row -> ((CredentialCreated) row.event()).credential().text())
                .toArray(String[]::new);
        String[] keys = rows.stream()
                .filter(row -> row.event() instanceof ApiKeyCreated)
                .map(row -> ((ApiKeyCreated) row.event()).key().id().text())
                .toArray(String[]::new);
        return new CompanionRows(credentials.length == 0 ? Map.of() : secrets(credentials), keys.length == 0 ? Map.of() : keys(keys));
    }

    private Map<String, SealedSecret> secrets(String[] credentials) {
        Map<String, SealedSecret> found = new HashMap<>();
        jdbc.sql("select credential_id, ciphertext from command.secret where version = 1 and credential_id = any(?)")
                .param(credentials)
                .query((ResultSet row) -> {
                    SealedSecret secret = SealedSecret.newBuilder()
                            .setCiphertext(ByteBuffer.wrap(row.getBytes("ciphertext")))
                            .build();
                    found.put(row.getString("credential_id"), secret);
                });
        return found;
    }

    private Map<String, ApiKeyRow> keys(String[] keys) {
        Map<String, ApiKeyRow> found = new HashMap<>();
        jdbc.sql("select key_id, account_id, role, hash from command.api_key where key_id = any(?)")
                .param(keys)
                .query((ResultSet row) -> {
                    ApiKeyRow key = ApiKeyRow.newBuilder()
                            .setAccountId(row.getString("account_id"))
                            .setRole(row.getString("role"))
                            .setHash(ByteBuffer.wrap(row.getBytes("hash")))
                            .build();
                    found.put(row.getString("key_id"), key);
                });
        return found;
    }
}
