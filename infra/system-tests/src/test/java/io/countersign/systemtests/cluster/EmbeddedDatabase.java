package io.countersign.systemtests.cluster;

import io.countersign.embedded.EmbeddedPostgresql;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the cluster's own, on one port for good. */
final class EmbeddedDatabase implements Database {
    private static final long GONE_WITHIN_SECONDS = 20;

    private final Path folder;
    private final int port;
    private @Nullable EmbeddedPostgresql server;

    EmbeddedDatabase(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    @Override
    public void start() {
        server = EmbeddedPostgresql.start(folder, port);
    }

    /** SIGKILL to its first process, upon which the others end themselves. */
    @Override
    public void kill() {
        ProcessHandle process = server().process();
        process.destroyForcibly();
        try {
            process.onExit().get(GONE_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("PostgreSQL outlives SIGKILL", e);
        }
    }

    @Override
    public void startIfEnded() {
        if (!server().process().isAlive()) {
            System.out.println("PostgreSQL had ended of itself and is started again (see " + folder + ")");
            start();
        }
    }

    @Override
    public String jdbcUrl() {
        return server().jdbcUrl();
    }

    @Override
    public String username() {
        return server().username();
    }

    @Override
    public String password() {
        return server().password();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }

    private EmbeddedPostgresql server() {
        if (server == null) {
            throw new IllegalStateException("PostgreSQL was never started");
        }
        return server;
    }
}
