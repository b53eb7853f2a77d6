package io.countersign.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafkaMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One Kafka broker in a JVM of its own. */
public final class Broker {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final String name;
    private final ChildProcess process;

    Broker(String name, Path data, int port, Map<String, String> settings, Path log) {
        this.name = name;
        this.process = new ChildProcess(name, command(data, port, settings), Map.of(), log);
    }

    public String name() {
        return name;
    }

    /** Returns at once; {@link #awaitReady} follows. */
    public void start() {
        try {
            Files.deleteIfExists(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.start();
    }

    public void awaitReady() {
        await(name() + " is ready (see " + process.log() + ")").atMost(READY_WITHIN).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name() + " has ended; see " + process.log());
            }
            return Files.readString(process.log()).contains(EmbeddedKafkaMain.READY);
        });
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM, and its orderly end. */
    public void stop() {
        process.stop();
    }

    /** SIGSTOP. */
    public void pause() {
        process.pause();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** SIGKILL, if it runs. */
    void end() {
        process.end();
    }

    private static List<String> command(Path data, int port, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of(data.toString(), Integer.toString(port)));
        settings.forEach((name, value) -> arguments.add(name + "=" + value));
        List<String> command = new ArrayList<>(JavaCommand.ofClass("384m", EmbeddedKafkaMain.class.getName(), arguments));
        command.addAll(1, List.of(
                "-Dlogback.configurationFile=countersign-logback.xml",
                "-Dcountersign.log.file=" + data.resolveSibling(data.getFileName() + ".log")));
        return command;
    }
}
