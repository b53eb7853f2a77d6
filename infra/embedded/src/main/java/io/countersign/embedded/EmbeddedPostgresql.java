package io.countersign.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One PostgreSQL as a child process on the loopback interface, with durable settings. Its data folder is made when it is
 * new and kept; a server that a dead run left on it is ended first. There is one database with one owner.
 */
public final class EmbeddedPostgresql implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String DATABASE = "countersign";
    private static final String USERNAME = "countersign";
    private static final Duration LEFT_OVER_PATIENCE = Duration.ofSeconds(3);
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration READY_POLL = Duration.ofMillis(10);
    private static final int SHOWN_LOG_LINES = 10;

    private final PostgresqlCluster cluster;
    private final Process process;
    private final int port;

    private EmbeddedPostgresql(PostgresqlCluster cluster, Process process, int port) {
        this.cluster = cluster;
        this.process = process;
        this.port = port;
    }

    /** Starts one below the folder, its programs unpacked beside the system's other temporary files; returns when it serves. */
    public static EmbeddedPostgresql start(Path dataDir, int port) {
        Path programs = Path.of(System.getProperty("java.io.tmpdir"), "countersign-" + System.getProperty("user.name"));
        return start(dataDir, port, programs, dataDir.resolve("postgresql.log"));
    }

    /**
     * The same with places of the caller's.
     *
     * @param port 0 takes a free one
     * @param programs where PostgreSQL's programs are unpacked, unless they are there
     * @param log what the server has to say is appended to this file
     */
    public static EmbeddedPostgresql start(Path dataDir, int port, Path programs, Path log) {
        try {
            Files.createDirectories(dataDir);
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot use " + dataDir + " for PostgreSQL", e);
        }
        return start(dataDir, port, programs, log, UnprivilegedUser.entering(dataDir));
    }

    static EmbeddedPostgresql start(Path dataDir, int port, Path programs, Path log, UnprivilegedUser user) {
        PostgresqlBinaries binaries = PostgresqlBinaries.unpackedBelow(programs);
        endLeftOver(dataDir);
        PostgresqlCluster cluster = PostgresqlCluster.openOrCreate(dataDir, binaries, user);
        int ownPort = LocalPorts.freeWhenZero(port);
        EmbeddedPostgresql server = new EmbeddedPostgresql(cluster, launch(cluster, binaries, user, ownPort, log), ownPort);
        try {
            server.awaitReady(log);
            server.createDatabaseWhenNew();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Ends the server that a dead run has left on this folder, if there is one. */
    public static void endLeftOver(Path dataDir) {
        Postmaster.of(dataDir.resolve("cluster")).ifPresent(left -> left.end(LEFT_OVER_PATIENCE));
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String username() {
        return USERNAME;
    }

    public String password() {
        return cluster.password();
    }

    public int port() {
        return port;
    }

    /** The server's first process: for tests that stop or kill it, and for whoever watches that it lives. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Ends the server's sessions and the server in order; its data stays. */
    @Override
    public void close() {
        if (process.isAlive()) {
            new Postmaster(process.toHandle()).end(STOP_PATIENCE);
        }
    }

    private static Process launch(
            PostgresqlCluster cluster, PostgresqlBinaries binaries, UnprivilegedUser user, int port, Path log) {
        List<String> arguments = new ArrayList<>(List.of("-D", cluster.folder().toAbsolutePath().toString()));
        for (String setting : settings(port)) {
            arguments.add("-c");
            arguments.add(setting);
        }
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(ProcessGroups.ownGroup(user.command(binaries.program("postgres"), arguments)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot run " + binaries.program("postgres"), e);
        }
    }

    private static List<String> settings(int port) {
        return List.of(
                "port=" + port,
                "listen_addresses=" + HOST,
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=100",
                "logging_collector=off",
                // A refused statement may hold what must not be in a log.
                "log_min_error_statement=panic",
                "log_line_prefix=%m [%p] ");
    }

    private void awaitReady(Path log) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Postmaster.isReady(cluster.folder(), process.pid())) {
            if (!process.isAlive()) {
                throw new EmbeddedServerException("PostgreSQL ended with " + process.exitValue() + ": " + tail(log));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new EmbeddedServerException("PostgreSQL is not ready after " + START_PATIENCE + ": " + tail(log));
            }
            LockSupport.parkNanos(READY_POLL.toNanos());
        }
    }

    private void createDatabaseWhenNew() {
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl("postgres"), PostgresqlCluster.SUPERUSER, cluster.password());
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USERNAME + "'")) {
                statement.execute("CREATE ROLE " + USERNAME + " LOGIN PASSWORD '" + cluster.password() + "'");
            }
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USERNAME);
            }
        } catch (SQLException e) {
            throw new EmbeddedServerException("PostgreSQL's database cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
