package io.countersign.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With real children: {@code cat} ends with its input, {@code sleep} does not. */
class EndOfInputTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int ENDED_BY_ITSELF = 0;
    private static final int KILLED = 128 + 9;

    @Test
    void aChildEndsByItself() throws Exception {
        Process child = new ProcessBuilder("cat").start();

        EndOfInput.stop("cat", child, LONG);

        assertThat(exit(child)).isEqualTo(ENDED_BY_ITSELF);
    }

    @Test
    void aChildThatDoesNotEndIsKilled() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();

        EndOfInput.stop("sleep", child, Duration.ofMillis(50));

        assertThat(exit(child)).isEqualTo(KILLED);
    }

    @Test
    void aChildWhoseInputCannotBeEndedIsKilled() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();

        EndOfInput.stop("sleep", new BrokenPipe(child), LONG);

        assertThat(exit(child)).isEqualTo(KILLED);
    }

    @Test
    void anInterruptKillsAndIsKept() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();

        Thread.currentThread().interrupt();
        EndOfInput.stop("sleep", child, LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(exit(child)).isEqualTo(KILLED);
    }

    private static int exit(Process child) throws InterruptedException {
        assertThat(child.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return child.exitValue();
    }

    /** A child whose input fails when it is closed. */
    private static final class BrokenPipe extends Process {
        private final Process child;

        private BrokenPipe(Process child) {
            this.child = child;
        }

        @Override
        public OutputStream getOutputStream() {
            return new FilterOutputStream(child.getOutputStream()) {
                @Override
                public void close() throws IOException {
                    throw new IOException("broken pipe");
                }
            };
        }

        @Override
        public InputStream getInputStream() {
            return child.getInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return child.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return child.waitFor();
        }

        @Override
        public int exitValue() {
            return child.exitValue();
        }

        @Override
        public long pid() {
            return child.pid();
        }

        @Override
        public void destroy() {
            child.destroy();
        }

        @Override
        public Process destroyForcibly() {
            return child.destroyForcibly();
        }
    }
}
