package io.countersign.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresqlIT {
    @TempDir
    private Path folder;

    @Test
    void keepsCommittedRowsWhenKilledAndStartedAgainOnTheSamePort() throws Exception {
        Path dataDir = folder.resolve("with space");
        int port;
        try (EmbeddedPostgresql server = EmbeddedPostgresql.start(dataDir, 0)) {
            port = server.port();
            assertThat(query(server, "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "SHOW server_version")).startsWith("18.");
            execute(server, "CREATE TABLE facts (name text)");
            execute(server, "INSERT INTO facts VALUES ('kept')");
            kill(server);
        }

        try (EmbeddedPostgresql again = EmbeddedPostgresql.start(dataDir, port)) {
            assertThat(again.port()).isEqualTo(port);
            assertThat(query(again, "SELECT name FROM facts")).isEqualTo("kept");
        }
    }

    @Test
    void endsTheServerThatADeadRunHasLeft() throws Exception {
        EmbeddedPostgresql left = EmbeddedPostgresql.start(folder, 0);
        execute(left, "CREATE TABLE facts (name text)");

        try (EmbeddedPostgresql next = EmbeddedPostgresql.start(folder, left.port())) {
            assertThat(left.process().isAlive()).isFalse();
            assertThat(query(next, "SELECT count(*) FROM facts")).isEqualTo("0");
        }
    }

    @Test
    void letsAProcessAloneThatOnlyHasTheIdOfADeadServer() throws Exception {
        Path cluster = Files.createDirectories(folder.resolve("cluster"));
        Process stranger = new ProcessBuilder("cat").start();
        try {
            Files.writeString(cluster.resolve("postmaster.pid"), stranger.pid() + "\n" + cluster + "\n1000000000\n");

            EmbeddedPostgresql.endLeftOver(folder);

            assertThat(stranger.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void keepsThePasswordToTheOwnerOfTheFolder() throws Exception {
        try (EmbeddedPostgresql server = EmbeddedPostgresql.start(folder, 0)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(folder.resolve("password.initdb")).doesNotExist();
            assertThat(Files.readString(folder.resolve("postgresql.log"))).doesNotContain(server.password());
        }
    }

    @Test
    void servesTheSameFolderUnderEachUserThatRootMayTake() throws Exception {
        assumeThat(System.getProperty("user.name")).as("only root takes another user").isEqualTo("root");
        Path onlyForRoot = Files.createDirectory(
                folder.resolve("only for root"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        for (UnprivilegedUser user : List.of(UnprivilegedUser.NOBODY_ENTERING_FOLDERS, UnprivilegedUser.USER_NAMESPACE)) {
            Path log = onlyForRoot.resolve("postgresql.log");
            try (EmbeddedPostgresql server = EmbeddedPostgresql.start(onlyForRoot.resolve("data"), 0, folder, log, user)) {
                assertThat(query(server, "SELECT current_user")).as(user.name()).isEqualTo("countersign");
            }
        }
    }

    private static void kill(EmbeddedPostgresql server) throws Exception {
        server.process().destroyForcibly();
        server.process().onExit().get(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String query(EmbeddedPostgresql server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void execute(EmbeddedPostgresql server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(EmbeddedPostgresql server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
    }
}
