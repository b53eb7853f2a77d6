package io.countersign.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Cat> started = new CopyOnWriteArrayList<>();

    private record Cat(Process cat) implements ChildServer {
        @Override
        public ProcessHandle process() {
            return cat.toHandle();
        }

        @Override
        public void close() {
            cat.destroy();
        }
    }

    @Test
    void startsAChildAnewThatEndsUntold() {
        try (Supervisor supervisor = Supervisor.start("cat", this::start)) {
            started.getFirst().process().destroyForcibly();

            await().atMost(PATIENCE).until(() -> started.size() == 2 && supervisor.isAlive());
        }
        await().atMost(PATIENCE).until(() -> !started.getLast().process().isAlive());
        assertThat(started).hasSize(2);
    }

    private Cat start() {
        try {
            Cat cat = new Cat(new ProcessBuilder("cat").start());
            started.add(cat);
            return cat;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
