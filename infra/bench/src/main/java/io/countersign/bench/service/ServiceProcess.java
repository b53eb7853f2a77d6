package io.countersign.bench.service;

import io.countersign.bench.measure.ChildProcess;
import io.countersign.embedded.LocalPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One instance of one service in a JVM of its own, on a free HTTP port. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 100;
    /**
     * Of every server whose latency is measured: a heap that is there from the start; the collector that the images of
     * docker-compose.yml get, by their size; and what outlives two collections is taken for lasting, as in the images.
     */
    public static final List<String> MEMORY =
            List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:MaxTenuringThreshold=1");

    private final URI url;
    private final ChildProcess process;

    private ServiceProcess(URI url, ChildProcess process) {
        this.url = url;
        this.process = process;
    }

    /**
     * Starts it; {@link #awaitReady} follows.
     *
     * @param mainClass of the service, on this program's class path
     * @param settings its environment, but for its name and its HTTP address
     */
    public static ServiceProcess start(String mainClass, String node, Map<String, String> settings, Path folder) {
        int port = LocalPorts.free();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("COUNTERSIGN_NODE", node);
        environment.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        environment.put("COUNTERSIGN_HTTP_PORT", Integer.toString(port));
        ChildProcess process =
                ChildProcess.startJava(
                MEMORY, mainClass, List.of(), environment, folder.resolve(node + ".log"));
        return new ServiceProcess(URI.create("http://127.0.0.1:" + port), process);
    }

    /** Where its API is, without a front door before it. */
    public URI url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /** Returns when it says that it is ready. */
    public void awaitReady() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/actuator/health/readiness")).timeout(ANSWER_TIMEOUT).build();
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client, request)) {
                process.mustLive();
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(url + " isn't ready after " + READY_TIMEOUT + "; see " + process.log());
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static boolean isReady(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it doesn't listen yet
        }
    }
}
