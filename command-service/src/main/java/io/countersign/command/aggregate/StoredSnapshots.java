package io.countersign.command.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compressed states in PostgreSQL, one an aggregate, renewed each {@link #EVERY_EVENTS} events in the transaction of the
 * command that passes the mark: a cold instance reads it and a short tail. One of an older form is passed over.
 */
public final class StoredSnapshots {
    static final int EVERY_EVENTS = 1_000;

    private final JdbcClient jdbc;

    public StoredSnapshots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Snapshot> find(String aggregateId) {
        return jdbc.sql("select form, state from command.snapshot where aggregate_id = ? and form = ?")
                .params(aggregateId, SnapshotForm.TRUNK)
                .query((row, _) -> SnapshotForm.readTrunk(inflate(row.getBytes("state"))))
                .optional();
    }

    /** Stores the state when the command has passed the mark. */
    void storeWhenDue(String aggregateId, long versionBefore, Snapshot snapshot) {
        if (snapshot instanceof Snapshot.OfTrunk trunk && versionBefore / EVERY_EVENTS < snapshot.version() / EVERY_EVENTS) {
            jdbc.sql("""
                            insert into command.snapshot (aggregate_id, form, version, state) values (?, ?, ?, ?)
                            on conflict (aggregate_id) do update
                            set form = excluded.form, version = excluded.version, state = excluded.state""")
                    .params(aggregateId, SnapshotForm.TRUNK, snapshot.version(), deflate(SnapshotForm.writeTrunk(trunk)))
                    .update();
        }
    }

    private static byte[] deflate(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String inflate(byte[] compressed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
