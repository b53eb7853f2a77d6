package io.countersign.bench.sip;

import io.countersign.embedded.EmbeddedPostgresql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/** The table that Kamailio's auth_db asks, as Kamailio's own SQL makes it, in a PostgreSQL of its own. */
final class SubscriberTable implements AutoCloseable {
    private static final String[] TABLES = {
        "CREATE TABLE version (id SERIAL PRIMARY KEY, table_name VARCHAR(32) NOT NULL UNIQUE, table_version INTEGER NOT NULL)",
        "INSERT INTO version (table_name, table_version) VALUES ('subscriber', 7)",
        "CREATE TABLE subscriber (id SERIAL PRIMARY KEY, username VARCHAR(64) NOT NULL, domain VARCHAR(64) NOT NULL,"
                + " password VARCHAR(64) NOT NULL DEFAULT '', ha1 VARCHAR(128) NOT NULL, ha1b VARCHAR(128) NOT NULL DEFAULT '',"
                + " CONSTRAINT subscriber_account_idx UNIQUE (username, domain))",
    };

    private final EmbeddedPostgresql server;

    private SubscriberTable(EmbeddedPostgresql server) {
        this.server = server;
    }

    /** Starts a server below the folder and fills it. */
    static SubscriberTable start(List<SipAccount> accounts, Path folder) {
        EmbeddedPostgresql server = EmbeddedPostgresql.start(folder.resolve("postgresql"), 0);
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password())) {
            fill(connection, accounts);
            return new SubscriberTable(server);
        } catch (SQLException e) {
            server.close();
            throw new IllegalStateException("the subscriber table can't be filled", e);
        }
    }

    private static void fill(Connection connection, List<SipAccount> accounts) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO subscriber (username, domain, ha1) VALUES (?, ?, ?)")) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            for (SipAccount account : accounts) {
                insert.setString(1, account.username());
                insert.setString(2, account.domain());
                insert.setString(3, HexFormat.of().formatHex(account.ha1().exportHash()));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("ANALYZE");
        }
    }

    /** As Kamailio's db_postgres wants it. */
    String url() {
        String database = server.jdbcUrl().substring(server.jdbcUrl().lastIndexOf('/') + 1);
        return "postgres://" + server.username() + ":" + server.password() + "@127.0.0.1:" + server.port() + "/" + database;
    }

    long pid() {
        return server.process().pid();
    }

    @Override
    public void close() {
        server.close();
    }
}
