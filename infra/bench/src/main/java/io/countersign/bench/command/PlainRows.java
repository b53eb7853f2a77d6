package io.countersign.bench.command;

import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The three rows that creating a credential leaves behind (event, secret, idempotent answer), with command-service's
 * columns, indexes and sizes, inserted in one transaction and nothing else: no lock, no read, no rule, no hash.
 */
final class PlainRows {
    /** An AEAD-sealed secret: 80 bytes of HA1, 5 of Tink's prefix, 12 of nonce, 16 of tag. */
    private static final int SECRET_BYTES = 113;

    private static final int MAC_BYTES = 32;
    private static final int SEAL_BYTES = 33;
    private static final String INSERT_EVENT = """
            insert into plain.event
                (event_id, aggregate_id, sequence, aggregate_type, written_at, payload_type, payload_revision, payload, metadata)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String INSERT_SECRET = "insert into plain.secret (owner, credential_id, version, ciphertext) values (?, ?, ?, ?)";
    private static final String INSERT_ANSWER =
            "insert into plain.idempotent_answer (scope, key, request_mac, answer) values (?, ?, ?, ?)";

    private final HikariDataSource pool;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, AtomicLong> sequences = new ConcurrentHashMap<>();

    PlainRows(HikariDataSource pool) {
        this.pool = pool;
    }

    /** What the caller asked for and what it will be told. */
    record NewCredential(String account, String trunk, String credential, String username, String idempotencyKey, String answer) {}

    void createTables() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists plain");
            statement.execute("""
                    create table if not exists plain.event (
                        global_index bigint generated always as identity primary key,
                        txid xid8 not null default pg_current_xact_id(),
                        event_id text not null,
                        aggregate_type text not null,
                        aggregate_id text not null,
                        sequence bigint not null,
                        written_at text not null,
                        payload_type text not null,
                        payload_revision text not null,
                        payload text not null,
                        metadata text not null,
                        unique (aggregate_id, sequence))""");
            statement.execute("create index if not exists event_in_relay_order on plain.event (txid, global_index)");
            statement.execute("""
                    create table if not exists plain.secret (
                        owner text not null, credential_id text not null, version int not null, ciphertext bytea not null,
                        primary key (credential_id, version))""");
            statement.execute("""
                    create table if not exists plain.idempotent_answer (
                        scope text not null, key text not null, request_mac bytea not null, answer bytea not null,
                        answered_at timestamptz not null default now(),
                        primary key (scope, key))""");
            statement.execute("create index if not exists idempotent_answer_age on plain.idempotent_answer (answered_at)");
            connection.commit();
        }
    }

    /** One transaction; returns when PostgreSQL says that it is on disk. */
    void insert(NewCredential created) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement event = connection.prepareStatement(INSERT_EVENT);
                    PreparedStatement secret = connection.prepareStatement(INSERT_SECRET);
                    PreparedStatement answer = connection.prepareStatement(INSERT_ANSWER)) {
                insertEvent(event, created);
                secret.setString(1, created.trunk());
                secret.setString(2, created.credential());
                secret.setInt(3, 1);
                secret.setBytes(4, random(SECRET_BYTES));
                secret.executeUpdate();
                answer.setString(1, created.account());
                answer.setString(2, created.idempotencyKey());
                answer.setBytes(3, random(MAC_BYTES));
                answer.setBytes(4, random(created.answer().length() + SEAL_BYTES));
                answer.executeUpdate();
            }
            connection.commit();
        }
    }

    private void insertEvent(PreparedStatement event, NewCredential created) throws SQLException {
        String payload = "{\"credential_id\":\"" + created.credential() + "\",\"username\":\"" + created.username()
                + "\",\"description\":null,\"secret_version\":1}";
        String metadata = "{\"role\":\"operator\",\"source_ip\":\"127.0.0.1\",\"request_id\":\"" + UUID.randomUUID() + "\"}";
        event.setString(1, UUID.randomUUID().toString());
        event.setString(2, created.trunk());
        event.setLong(3, sequences.computeIfAbsent(created.trunk(), trunk -> new AtomicLong()).getAndIncrement());
        event.setString(4, "trunk");
        event.setString(5, Instant.now().toString());
        event.setString(6, "credential-created");
        event.setString(7, "1");
        event.setString(8, payload);
        event.setString(9, metadata);
        event.executeUpdate();
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
