package io.countersign.systemtests;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.LocalPorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A query-service in a process of its own, which may be killed and started again on its folder and port. */
@SuppressWarnings("NullAway.Init") // start() comes before everything else
final class QueryProcess implements AutoCloseable {
    private final Path folder;
    private final int port = LocalPorts.freeForTcpAndUdp();
    private final Map<String, String> environment;
    private final RestClient operator;
    private Process process;

    QueryProcess(String node, Path folder, String operatorKey, Map<String, String> settings) {
        this.folder = folder.resolve(node);
        this.operator = new RestClient("http://127.0.0.1:" + port, operatorKey);
        this.environment = new HashMap<>(settings);
        environment.put("COUNTERSIGN_NODE", node);
        environment.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        environment.put("COUNTERSIGN_HTTP_PORT", Integer.toString(port));
        environment.put("COUNTERSIGN_STATE_DIR", this.folder.resolve("state").toString());
        environment.put("COUNTERSIGN_OPERATOR_KEY", operatorKey);
        environment.put("COUNTERSIGN_TOKEN_KEY_FILE", folder.resolve("token.keyset").toString());
    }

    void start() {
        File log = folder.resolve("query.log").toFile();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-jar",
                        Checkout.root().resolve("query-service/target/query-service-0.1.0-exec.jar").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady(Duration patience) {
        await().atMost(patience).pollInterval(Duration.ofMillis(100)).ignoreExceptions()
                .until(() -> operator.get("/actuator/health/readiness").status() == 200);
    }

    RestClient operator() {
        return operator;
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("pid " + process.pid() + " outlives its end; see " + folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
