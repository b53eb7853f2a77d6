package io.countersign.command.relay;

import java.sql.SQLException;

/** How the relay opens a session of its own. The password is not shown. */
public record PostgresLogin(String url, String username, String password) {
    RelaySession open() throws SQLException {
        return RelaySession.open(url, username, password);
    }

    @Override
    public String toString() {
        return "PostgresLogin(" + username + ", redacted)";
    }
}
