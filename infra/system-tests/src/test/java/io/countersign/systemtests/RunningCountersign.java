package io.countersign.systemtests;

import io.countersign.embedded.LocalPorts;
import io.countersign.systemtests.cluster.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One {@code countersign up} as a process of its own with a data folder and ports of its own. The same folder and ports
 * can be started again: after an orderly stop or after everything was killed.
 */
final class RunningCountersign implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
    private static final String READY_LINE = "countersign is ready:";

    private final Path data;
    private final Ports ports;
    private final Process process;
    private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    private final Duration readyAfter;

    private RunningCountersign(Path data, Ports ports, Process process) {
        this.data = data;
        this.ports = ports;
        this.process = process;
        this.readyAfter = awaitReady();
    }

    /** Where one run listens on 127.0.0.1. */
    record Ports(int api, int sip, int sips) {
        static Ports free() {
            List<Integer> free = Stream.generate(LocalPorts::freeForTcpAndUdp).distinct().limit(3).toList();
            return new Ports(free.get(0), free.get(1), free.get(2));
        }
    }

    /** Starts it and returns when it says that it is ready. */
    static RunningCountersign start(Path data, Ports ports) {
        return start(data, ports, Map.of());
    }

    /** The same with these variables besides. */
    static RunningCountersign start(Path data, Ports ports, Map<String, String> environment) {
        List<String> command = JavaCommand.ofClass("1g", "io.countersign.standalone.Main", List.of(
                "up",
                "--data", data.toString(),
                "--api-port", Integer.toString(ports.api()),
                "--sip-port", Integer.toString(ports.sip()),
                "--sips-port", Integer.toString(ports.sips())));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new RunningCountersign(data, ports, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return data;
    }

    /** The certificate that it has made for itself. */
    Path certificate() {
        return data.resolve("tls/sip.localhost.crt");
    }

    Ports ports() {
        return ports;
    }

    /** From the start of the process to its ready line. */
    Duration readyAfter() {
        return readyAfter;
    }

    /** Everything that it has printed. */
    List<String> output() {
        return List.copyOf(output);
    }

    long pid() {
        return process.pid();
    }

    RestClient operator() {
        try {
            String key = Files.readString(data.resolve("operator.key")).strip();
            return new RestClient("http://127.0.0.1:" + ports.api(), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL to the JVM, the broker and every PostgreSQL process at once; returns when they are gone. */
    void killEverything() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : all) {
            try {
                handle.onExit().get(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("pid " + handle.pid() + " outlives SIGKILL", e);
            }
        }
    }

    /** The broker's or PostgreSQL's process, found by a part of its command line. */
    Optional<ProcessHandle> child(String commandLinePart) {
        return process.descendants()
                .filter(handle -> commandLine(handle).contains(commandLinePart))
                .findFirst();
    }

    /** SIGTERM, then waits for the orderly end. */
    int stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                killEverything();
                throw new IllegalStateException("still running " + STOPPED_WITHIN + " after SIGTERM:\n" + String.join("\n", output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private Duration awaitReady() {
        long start = System.nanoTime();
        CompletableFuture<Duration> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon(true).name("countersign-output").start(() -> {
            try (BufferedReader reader = process.inputReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    output.add(line);
                    if (line.startsWith(READY_LINE)) {
                        ready.complete(Duration.ofNanos(System.nanoTime() - start));
                    }
                }
                ready.completeExceptionally(new IllegalStateException("ended before it was ready"));
            } catch (IOException e) {
                ready.completeExceptionally(e);
            }
        });
        try {
            return ready.get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            killEverything();
            throw new IllegalStateException("not ready:\n" + String.join("\n", output), e);
        }
    }

    private static String commandLine(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
