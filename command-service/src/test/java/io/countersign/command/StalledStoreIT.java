package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.command.execution.CommandExecutor;
import io.countersign.command.execution.StoreFailures;
import io.countersign.embedded.EmbeddedPostgresql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that keeps its connections open and answers nothing. */
class StalledStoreIT {
    private static final Duration BOUND = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    @Test
    void aCommandIsGivenUpAndTheNextOneWorksWhenItIsBack() throws Exception {
        try (EmbeddedPostgresql server = EmbeddedPostgresql.start(folder.resolve("postgresql"), 0);
                TestStore store = new TestStore(
                        new TestServers.Database(server.jdbcUrl(), server.username(), server.password()), folder, (id, version) -> {})) {
            assertThat(look(store).get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            List<ProcessHandle> processes =
                    Stream.concat(Stream.of(server.process()), server.process().descendants()).toList();
            signal("STOP", processes);
            try {
                Throwable failure = catchThrowable(() -> look(store).get(BOUND.toSeconds(), TimeUnit.SECONDS));
                assertThat(StoreFailures.isPassing(failure)).as(String.valueOf(failure)).isTrue();
            } finally {
                signal("CONT", processes);
            }
            assertThat(look(store).get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    private static CompletableFuture<Integer> look(TestStore store) {
        return store.bean(CommandExecutor.class)
                .submit("trunk_a", () -> store.jdbc().sql("select 1").query(Integer.class).single());
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + name), processes.stream().map(process -> Long.toString(process.pid())))
                .toList();
        assertThat(new ProcessBuilder(command).start().waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
}
