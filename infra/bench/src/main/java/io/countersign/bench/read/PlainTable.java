package io.countersign.bench.read;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The same rows in a PostgreSQL table with an index for each query; both ask for rows of the account only, as the API does. */
final class PlainTable {
    private static final String COLUMNS = "select id, trunk_id, username, description, secret_version, created_at, version from plain.credential ";
    private static final String GET = COLUMNS + "where id = ? and trunk_id = ? and account_id = ?";
    private static final String LIST = COLUMNS + "where trunk_id = ? and account_id = ? and version > ? order by version limit ?";

    private final HikariDataSource pool;

    PlainTable(HikariDataSource pool) {
        this.pool = pool;
    }

    /** A credential, with the fields that the view keeps. */
    record Row(
            String id,
            String trunkId,
            String username,
            @Nullable String description,
            int secretVersion,
            Instant createdAt,
            long version) {}

    /** Makes and fills it; ends with what keeps PostgreSQL's plans right. */
    void fill(ReadData data) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists plain cascade");
            statement.execute("create schema plain");
            statement.execute("""
                    create table plain.credential (
                        id text primary key,
                        account_id text not null,
                        trunk_id text not null,
                        username text not null,
                        description text,
                        secret_version int not null,
                        created_at timestamptz not null,
                        version bigint not null)""");
            insert(connection, data);
            statement.execute("create unique index credential_in_order on plain.credential (trunk_id, version)");
            statement.execute("vacuum analyze plain.credential");
        }
    }

    Optional<Row> get(String account, String trunk, String id) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(GET)) {
            query.setString(1, id);
            query.setString(2, trunk);
            query.setString(3, account);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? Optional.of(row(found)) : Optional.empty();
            }
        }
    }

    /** Those after a version, at most so many. */
    List<Row> list(String account, String trunk, long after, int limit) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(LIST)) {
            query.setString(1, trunk);
            query.setString(2, account);
            query.setLong(3, after);
            query.setInt(4, limit);
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        }
    }

    private static Row row(ResultSet found) throws SQLException {
        return new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(4),
                found.getInt(5),
                found.getTimestamp(6).toInstant(),
                found.getLong(7));
    }

    private static void insert(Connection connection, ReadData data) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into plain.credential values (?, ?, ?, ?, null, ?, ?, ?)")) {
            for (int trunk = 0; trunk < data.trunks(); trunk++) {
                for (int i = 0; i < data.credentials(); i++) {
                    insert.setString(1, data.credential(trunk, i));
                    insert.setString(2, ReadData.ACCOUNT);
                    insert.setString(3, data.trunk(trunk));
                    insert.setString(4, data.username(trunk, i));
                    insert.setInt(5, ReadData.SECRET_VERSION);
                    insert.setTimestamp(6, Timestamp.from(data.createdAt(i)));
                    insert.setLong(7, data.version(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }
}
