package io.countersign.standalone.child;

import io.countersign.standalone.folder.PropertiesFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which process a child is, kept in the data folder for the run after a crash. With the start time: a process that merely
 * got the same id later is not ours and is left alone.
 */
public final class ChildRecord {
    /** A child whose parent has died stops by itself, in order; it gets this long. */
    private static final Duration OWN_STOP = Duration.ofSeconds(5);

    private static final Duration FORCED_STOP = Duration.ofSeconds(4);
    /** The system's clock may be set between two readings of a start time. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private final PropertiesFile table;

    public ChildRecord(Path file) {
        this.table = new PropertiesFile(file);
    }

    public void write(ProcessHandle process) {
        String started = process.info().startInstant().map(Instant::toString).orElse("");
        table.write(Map.of("pid", Long.toString(process.pid()), "started", started));
    }

    /** Forgets it: the child has ended. */
    public void delete() {
        table.delete();
    }

    /** Ends the recorded process if it lives and is the same one. */
    public void endLeftOver() {
        Optional<ProcessHandle> left = recorded();
        if (left.isPresent() && !endsWithin(left.get(), OWN_STOP)) {
            left.get().destroyForcibly();
            if (!endsWithin(left.get(), FORCED_STOP)) {
                throw new IllegalStateException("process " + left.get().pid() + ", left by a dead run, does not end");
            }
        }
        table.delete();
    }

    private Optional<ProcessHandle> recorded() {
        Map<String, String> values = table.read();
        String pid = values.getOrDefault("pid", "");
        String started = values.getOrDefault("started", "");
        if (pid.isEmpty() || started.isEmpty()) {
            return Optional.empty();
        }
        Instant then = Instant.parse(started);
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(now -> Duration.between(then, now).abs().compareTo(START_TOLERANCE) <= 0)
                        .isPresent());
    }

    private static boolean endsWithin(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a left-over process ends", e);
        }
    }
}
