package io.countersign.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The front door as a process of its own, before all instances. */
final class Door {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final String READY = "front door is ready:";

    private final int port;
    private final ChildProcess process;

    Door(int port, List<Instance> command, List<Instance> query, List<Instance> sip, Path log) {
        this.port = port;
        List<String> arguments = List.of(
                "front-door",
                "--api-port", Integer.toString(port),
                "--command", addresses(command),
                "--query", addresses(query),
                "--sip-auth", addresses(sip));
        this.process = new ChildProcess("front-door", JavaCommand.ofClass("128m", "io.countersign.standalone.Main", arguments), Map.of(), log);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() {
        try {
            Files.deleteIfExists(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.start();
    }

    void awaitReady() {
        await("the front door is ready (see " + process.log() + ")")
                .atMost(READY_WITHIN)
                .until(() -> Files.readString(process.log()).contains(READY));
    }

    void end() {
        process.end();
    }

    private static String addresses(List<Instance> instances) {
        return instances.stream().map(it -> "127.0.0.1:" + it.httpPort()).collect(Collectors.joining(","));
    }
}
