package io.countersign.command;

import io.countersign.embedded.EmbeddedPostgresql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real PostgreSQL servers for tests, ended with the JVM. */
public final class TestServers {
    private TestServers() {}

    /** A server with an empty database. */
    public static Database newDatabase() {
        try {
            Path folder = Files.createTempDirectory("countersign-command-test");
            EmbeddedPostgresql server = EmbeddedPostgresql.start(folder.resolve("postgresql"), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return new Database(server.jdbcUrl(), server.username(), server.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public record Database(String url, String username, String password) {}
}
