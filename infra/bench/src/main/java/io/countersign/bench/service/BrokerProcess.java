package io.countersign.bench.service;

import io.countersign.bench.measure.ChildProcess;
import io.countersign.embedded.EmbeddedKafkaMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Kafka broker in a process of its own, with its log and data in a folder; ended with it. */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-Dlogback.configurationFile=bench-logback.xml");

    private final ChildProcess process;

    private BrokerProcess(ChildProcess process) {
        this.process = process;
    }

    /** Starts it at a free port; doesn't wait. */
    public static BrokerProcess start(Path folder) {
        return new BrokerProcess(ChildProcess.startJava(
                JVM_OPTIONS,
                EmbeddedKafkaMain.class.getName(),
                List.of(folder.resolve("kafka").toString(), "0"),
                Map.of(),
                folder.resolve("kafka.log")));
    }

    /** Its address, once it serves; throws when it doesn't within a minute. */
    public String awaitBootstrapServers() throws InterruptedException {
        return process.awaitLine(EmbeddedKafkaMain.READY, START_TIMEOUT);
    }

    /** Throws when it has ended. */
    public void mustLive() {
        process.mustLive();
    }

    @Override
    public void close() {
        process.close();
    }
}
