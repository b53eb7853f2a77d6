package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.embedded.LocalPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An instance of the service as a process of its own, which can be killed and stopped. Ended at the latest with the JVM. */
final class ServiceProcess implements AutoCloseable {
    final String node;
    final TestClient client;
    private final Path log;
    private final Process process;

    private ServiceProcess(String node, TestClient client, Path log, Process process) {
        this.node = node;
        this.log = log;
        this.client = client;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts it; it is not ready yet.
     *
     * @param settings environment besides node and port
     */
    static ServiceProcess start(String node, Map<String, String> settings, Path folder) {
        int port = LocalPorts.free();
        Path log = folder.resolve(node + "-" + port + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                        "-DAXONIQ_UPDATE_CHECKER_DISABLED=true", "-Ddisable-axoniq-console-message=true",
                        "-cp", System.getProperty("java.class.path"), CommandServiceApplication.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().putAll(settings);
        builder.environment().put("COUNTERSIGN_NODE", node);
        builder.environment().put("COUNTERSIGN_HTTP_PORT", Integer.toString(port));
        try {
            return new ServiceProcess(node, new TestClient(port), log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it serves and all its parts work. */
    boolean isReady() {
        try {
            assertThat(process.isAlive()).as("%s lives", node).isTrue();
            return client.isReady();
        } catch (RuntimeException e) { // it doesn't listen yet
            return false;
        }
    }

    /** The relay's state, as its health shows it. */
    String relayState() {
        return TestClient.json(client.get("/actuator/health")).at("/components/relay/details/state").stringValue("unknown");
    }

    boolean hasLogged(String text) throws IOException {
        return Files.readString(log).contains(text);
    }

    void kill() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        signal("-STOP");
    }

    void wake() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            assertThat(new ProcessBuilder(List.of("kill", name, Long.toString(process.pid()))).start().waitFor(5, TimeUnit.SECONDS)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
