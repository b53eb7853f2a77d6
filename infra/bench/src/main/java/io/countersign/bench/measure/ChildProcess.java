package io.countersign.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the benchmark's own whose output goes to a log file; ended with it, by SIGTERM and at last SIGKILL. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a program. */
    public static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-" + process.pid()));
            return new ChildProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " can't be started", e);
        }
    }

    /** Starts a main class of this program's class path in a JVM of its own, which may use native libraries, as in the images. */
    public static ChildProcess startJava(
            List<String> jvmOptions, String mainClass, List<String> arguments, Map<String, String> environment, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return start(command, environment, log);
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Throws when the process has ended; the message holds the end of its log. */
    public void mustLive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("process " + pid() + " ended with " + process.exitValue() + ":\n" + endOfLog());
        }
    }

    /** Waits for a line that starts so in the log and gives what follows on that line. */
    public String awaitLine(String start, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : lines()) {
                if (line.startsWith(start)) {
                    return line.substring(start.length());
                }
            }
            mustLive();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IllegalStateException("process " + pid() + " isn't ready after " + timeout + ":\n" + endOfLog());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log + " can't be read", e);
        }
    }

    private String endOfLog() {
        List<String> lines = lines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
