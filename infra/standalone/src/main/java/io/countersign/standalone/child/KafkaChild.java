package io.countersign.standalone.child;

import io.countersign.embedded.EmbeddedKafkaMain;
import io.countersign.embedded.EndOfInput;
import io.countersign.embedded.ProcessGroups;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The broker in a JVM of its own. It stops when this JVM closes its end of the pipe to it, or dies. */
public final class KafkaChild implements ChildServer {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final Process process;
    private final ChildRecord record;

    private KafkaChild(Process process, ChildRecord record) {
        this.process = process;
        this.record = record;
    }

    /** Starts it; returns when it serves. */
    public static KafkaChild start(Path dataDir, int port, Path logs, ChildRecord record) {
        record.endLeftOver();
        Process process = launch(dataDir, port, logs);
        record.write(process.toHandle());
        KafkaChild child = new KafkaChild(process, record);
        try {
            child.awaitReady(logs);
            return child;
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        try {
            EndOfInput.stop("kafka", process, STOP_PATIENCE);
        } finally {
            record.delete();
        }
    }

    private static Process launch(Path dataDir, int port, Path logs) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=countersign-logback.xml",
                "-Dcountersign.log.file=" + logs.resolve("kafka.log")));
        command.addAll(AotCache.ofThisProcess().map(AotCache::option).stream().toList());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedKafkaMain.class.getName(),
                dataDir.toString(),
                Integer.toString(port)));
        try {
            return new ProcessBuilder(ProcessGroups.ownGroup(command))
                    .redirectError(ProcessBuilder.Redirect.appendTo(logs.resolve("kafka-console.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start a JVM for the broker: " + e.getMessage(), e);
        }
    }

    private void awaitReady(Path logs) {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("kafka-output").start(() -> readOutput(ready));
        try {
            if (!ready.get(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the Kafka broker ended before it was ready; see " + logs.resolve("kafka.log"));
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException(
                    "the Kafka broker is not ready after " + START_PATIENCE.toSeconds() + " s; see " + logs.resolve("kafka.log"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the Kafka broker starts", e);
        }
    }

    /** Until its end, so that the child never waits for room in the pipe. */
    private void readOutput(CompletableFuture<Boolean> ready) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(EmbeddedKafkaMain.READY)) {
                    ready.complete(true);
                }
            }
            ready.complete(false);
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }
}
