package io.countersign.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * PostgreSQL's first process, found by the lock file of its data folder. The file also holds the start time: a process
 * that merely has the same id is not ours and is left alone.
 */
record Postmaster(ProcessHandle process) {
    private static final String LOCK_FILE = "postmaster.pid";
    private static final int START_TIME_LINE = 2;
    private static final int STATUS_LINE = 7;
    private static final String READY = "ready";
    /** The file's time is written some moments after the process has begun. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

    /** The one that runs on this folder. */
    static Optional<Postmaster> of(Path cluster) {
        List<String> lines = lockFile(cluster);
        if (lines.size() <= START_TIME_LINE) {
            return Optional.empty();
        }
        try {
            Instant written = Instant.ofEpochSecond(Long.parseLong(lines.get(START_TIME_LINE).strip()));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startedAbout(process, written))
                    .map(Postmaster::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether that very process says in the lock file that it accepts connections. */
    static boolean isReady(Path cluster, long pid) {
        List<String> lines = lockFile(cluster);
        return lines.size() > STATUS_LINE
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(STATUS_LINE).strip().equals(READY);
    }

    /** Ends it: in order if it does so in time, else at once, its recovery being the next start's. */
    void end(Duration patience) {
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            send(signal);
            if (endsWithin(patience)) {
                return;
            }
        }
        throw new EmbeddedServerException("PostgreSQL (process " + process.pid() + ") does not end");
    }

    private boolean endsWithin(Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new EmbeddedServerException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while PostgreSQL stops", e);
        }
    }

    private void send(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot send a signal to process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while PostgreSQL stops", e);
        }
    }

    private static boolean startedAbout(ProcessHandle process, Instant written) {
        return process.info()
                .startInstant()
                .filter(started -> Duration.between(started, written).abs().compareTo(START_TOLERANCE) < 0)
                .isPresent();
    }

    private static List<String> lockFile(Path cluster) {
        try {
            return Files.readAllLines(cluster.resolve(LOCK_FILE));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot read " + cluster.resolve(LOCK_FILE), e);
        }
    }
}
