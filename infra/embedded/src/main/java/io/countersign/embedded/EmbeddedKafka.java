package io.countersign.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker in this JVM that is its own KRaft controller, on the loopback interface. Its data folder is formatted when it
 * is new, with the newest feature levels (so with {@code transaction.version=2}), and kept: started again on it, the
 * broker has everything it had. With {@code node.id}, {@code listeners}, {@code controller.quorum.voters} and
 * {@link #CLUSTER_ID} of the caller's it is one of several.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Among the caller's settings: the id that all brokers of a cluster are formatted with; a random one when absent. */
    public static final String CLUSTER_ID = "cluster.id";

    private static final String HOST = "127.0.0.1";
    private static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final int NODE_ID = 1;
    private static final String META_PROPERTIES = "meta.properties";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker with the default settings; returns when it serves.
     *
     * @param port for clients; 0 takes a free one
     */
    public static EmbeddedKafka start(Path dataDir, int port) {
        return start(dataDir, port, Map.of());
    }

    /** The same with broker settings of the caller's, which win. */
    public static EmbeddedKafka start(Path dataDir, int port, Map<String, String> overrides) {
        int clientPort = LocalPorts.freeWhenZero(port);
        Map<String, String> settings = settings(dataDir, clientPort, LocalPorts.free());
        settings.putAll(overrides);
        String clusterId = settings.getOrDefault(CLUSTER_ID, Uuid.randomUuid().toString());
        settings.remove(CLUSTER_ID);
        formatWhenNew(dataDir, clusterId, Integer.parseInt(settings.get("node.id")));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.apply(settings, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, clientPort);
    }

    /** What a client connects to. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Stops the broker in order; its data stays. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    void awaitShutdown() {
        server.awaitShutdown();
    }

    private static Map<String, String> settings(Path dataDir, int clientPort, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", dataDir.toString());
        settings.put(
                "listeners",
                "PLAINTEXT://" + HOST + ":" + clientPort + "," + CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        // After a crash the controller waits for the end of the dead broker's session (9 s by default) before it takes it again.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        // A producer's next transaction waits for the markers of its last one: look again after 1 ms, not after 20.
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // What a killed instance has left open is looked for each second, not each ten.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        return settings;
    }

    private static void formatWhenNew(Path dataDir, String clusterId, int nodeId) {
        if (Files.exists(dataDir.resolve(META_PROPERTIES))) {
            return;
        }
        try {
            Files.createDirectories(dataDir);
            new Formatter()
                    .setClusterId(clusterId)
                    .setNodeId(nodeId)
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .addDirectory(dataDir.toString())
                    .setMetadataLogDirectory(dataDir.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot write to " + dataDir, e);
        } catch (Exception e) {
            throw new EmbeddedServerException("Kafka cannot format " + dataDir + ": " + e.getMessage(), e);
        }
    }
}
