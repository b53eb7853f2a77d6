package io.countersign.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.NoAnswerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One process of one service. One thread starts and ends it; any may ask it. */
public final class Instance {
    static final String MAX_HEAP = "256m";

    /** Two cores may have six of them to start at once. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(4);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final int httpPort;
    private final ChildProcess process;
    private final RestClient client;

    public Instance(String service, String name, int httpPort, Map<String, String> environment, Path log) {
        this(name, httpPort, JavaCommand.ofService(MAX_HEAP, service), environment, log);
    }

    /** One whose process is started otherwise. */
    Instance(String name, int httpPort, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.httpPort = httpPort;
        this.process = new ChildProcess(name, command, environment, log);
        this.client = new RestClient("http://127.0.0.1:" + httpPort, "none", ANSWERS_WITHIN);
    }

    public String name() {
        return name;
    }

    public int httpPort() {
        return httpPort;
    }

    public void start() {
        process.start();
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
    public void end() {
        process.end();
    }

    /** Where it writes what it has to say. */
    public Path log() {
        return process.log();
    }

    public boolean isReady() {
        return readiness().map(health -> health.path("status").asString().equals("UP")).orElse(false);
    }

    /** Its readiness with its parts; nothing while it doesn't answer. */
    public Optional<JsonNode> readiness() {
        return health("/readiness");
    }

    /** A value of its page of metrics; nothing while it doesn't answer, or where there is none of that name and labels. */
    public Optional<Double> metric(String nameAndLabels) {
        try {
            return client.get("/actuator/prometheus").sample(nameAndLabels);
        } catch (NoAnswerException e) {
            return Optional.empty();
        }
    }

    /** Starts it again when it has ended of itself, as {@code restart: unless-stopped} does; an awaited one is, anyway. */
    public void startIfEnded() {
        if (!process.isAlive()) {
            System.out.println(name + " had ended of itself and is started again (see " + process.log() + ")");
            start();
        }
    }

    /** Returns when it says that it is ready. */
    public void awaitReady() {
        try {
            await(name + " is ready (see " + process.log() + ")").atMost(READY_WITHIN).pollInterval(POLL).until(() -> {
                startIfEnded();
                return isReady();
            });
        } catch (ConditionTimeoutException e) {
            process.dumpThreads();
            throw new AssertionError(name + " isn't ready; it says " + health("/readiness"), e);
        }
    }

    /** Whether this instance's relay is the one that works now. */
    public boolean isLeading() {
        return health("")
                .map(health -> health.path("components").path("relay").path("details").path("state").asString().equals("LEADING"))
                .orElse(false);
    }

    /** What it says of itself, whatever the status; nothing while it doesn't answer. */
    private Optional<JsonNode> health(String group) {
        try {
            return Optional.of(client.get("/actuator/health" + group).json());
        } catch (NoAnswerException | JacksonException e) {
            return Optional.empty();
        }
    }
}
