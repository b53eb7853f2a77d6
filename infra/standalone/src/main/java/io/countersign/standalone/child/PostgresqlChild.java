package io.countersign.standalone.child;

import io.countersign.embedded.EmbeddedPostgresql;

/** PostgreSQL as a child; its own lock file tells a later run what a dead one has left. */
public record PostgresqlChild(EmbeddedPostgresql server) implements ChildServer {
    @Override
    public ProcessHandle process() {
        return server.process();
    }

    @Override
    public void close() {
        server.close();
    }
}
