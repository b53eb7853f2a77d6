package io.countersign.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be started, stopped, paused and killed again and again; its output goes to a file. One thread uses
 * it.
 */
final class ChildProcess {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;

    ChildProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = command;
        this.environment = environment;
        this.log = log;
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("COUNTERSIGN_"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    Path log() {
        return log;
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** SIGKILL, if it runs. */
    void end() {
        if (isAlive()) {
            kill();
        }
    }

    /** SIGTERM; returns when it has ended in order. */
    void stop() {
        if (isAlive()) {
            running().destroy();
            awaitEnd();
        }
    }

    /** SIGSTOP. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
    }

    /** SIGQUIT: a JVM writes what its threads are at to its log, and goes on. */
    void dumpThreads() {
        signal("QUIT");
    }

    private void signal(String signal) {
        try {
            Process sent = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + running().pid()).start();
            if (!sent.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS) || sent.exitValue() != 0) {
                throw new IllegalStateException("SIG" + signal + " can't be sent to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                running().destroyForcibly();
                throw new IllegalStateException(name + " still runs " + ENDS_WITHIN + " after it was told to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }
}
