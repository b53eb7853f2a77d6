package io.countersign.command.relay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The relay's own connection: holds the leader's lock, hears notifications. PostgreSQL itself ends it 0.9 s after its
 * last sign of life, and with it the lock: so a leader that is dead, stopped or cut off is followed by another.
 */
final class RelaySession implements AutoCloseable {
    /** How often {@link #touch} must be called. */
    static final Duration TOUCH_EACH = Duration.ofMillis(200);

    /** A notification's commit waits for no disk: it is worth nothing after a crash. */
    private static final String SETTINGS = "-c idle_session_timeout=900 -c statement_timeout=1000 -c synchronous_commit=off";
    /** To connect, and for an answer. */
    private static final String TIMEOUT_SECONDS = "2";
    /** Of this application's own making: the letters "csrelay" as a number. */
    private static final long LOCK = 0x63_73_72_65_6c_61_79L;

    private final Connection connection;

    private RelaySession(Connection connection) {
        this.connection = connection;
    }

    static RelaySession open(String url, String username, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("options", SETTINGS);
        properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
        properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
        properties.setProperty("ApplicationName", "countersign-relay");
        return new RelaySession(DriverManager.getConnection(url, properties));
    }

    /** Whether this session is the leader's now. To be asked until it is, at least each {@link #TOUCH_EACH}. */
    boolean tryLead() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** From now on {@link #hear} hears: the leader only, for what is sent to a session that doesn't ask is kept without a bound. */
    void listen() throws SQLException {
        execute("listen countersign_committed");
    }

    /** A sign of life; fails when the session, and so the lock, is gone. */
    void touch() throws SQLException {
        execute("select 1");
    }

    /** Tells the leader, on whatever instance, that there is something to send. */
    void notifyLeader() throws SQLException {
        execute("notify countersign_committed");
    }

    /** Waits for a notification; whether there was one. */
    boolean hear(Duration timeout) throws SQLException {
        PGNotification[] heard =
                connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(timeout.toMillis()));
        return heard != null && heard.length > 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
