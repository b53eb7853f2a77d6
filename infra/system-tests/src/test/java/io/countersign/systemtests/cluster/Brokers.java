package io.countersign.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Uuid;

/** One broker, or three that replicate and vote; each is a controller too. */
public final class Brokers {
    private static final int ANSWERS_WITHIN_MILLIS = 5_000;
    private static final Duration IN_SYNC_WITHIN = Duration.ofSeconds(90);
    private static final String HOST = "127.0.0.1:";

    private final List<Broker> all = new ArrayList<>();
    private final String bootstrapServers;
    /** Of the cables' entrances, to each broker's listener that tells its clients to come by the cable. */
    private final Map<Integer, Integer> farPorts = new LinkedHashMap<>();

    private final Site far;

    private final short replicationFactor;

    Brokers(Layout layout, Path folder, FixedPorts free, Site far) {
        this.far = far;
        int count = layout.brokers();
        List<Integer> ports = IntStream.range(0, count).map(it -> free.next()).boxed().toList();
        bootstrapServers = ports.stream().map(port -> HOST + port).collect(Collectors.joining(","));
        replicationFactor = (short) count;
        List<Integer> controllers = IntStream.range(0, count).map(it -> free.next()).boxed().toList();
        String clusterId = Uuid.randomUuid().toString();
        String voters = IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + "@" + HOST + controllers.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < count; i++) {
            Map<String, String> settings = new HashMap<>(replication(count));
            settings.putAll(layout.brokerSettings());
            settings.put(EmbeddedKafka.CLUSTER_ID, clusterId);
            settings.put("node.id", Integer.toString(i + 1));
            settings.put("controller.quorum.voters", voters);
            String near = "PLAINTEXT://" + HOST + ports.get(i) + ",CONTROLLER://" + HOST + controllers.get(i);
            settings.put("listeners", near);
            if (!layout.far().isEmpty()) {
                settings.putAll(farListener(near, ports.get(i), free));
            }
            String name = "broker-" + (i + 1);
            all.add(new Broker(name, folder.resolve(name), ports.get(i), settings, folder.resolve(name + "-console.log")));
        }
    }

    private Brokers(String bootstrapServers) {
        this.far = Site.near();
        this.bootstrapServers = bootstrapServers;
        this.replicationFactor = 1;
    }

    /** One that runs already and that others end. */
    public static Brokers at(String bootstrapServers) {
        return new Brokers(bootstrapServers);
    }

    /** Those of the cluster's own. */
    public List<Broker> all() {
        return List.copyOf(all);
    }

    /** One replica where there is one broker, else three with two in sync. */
    public short replicationFactor() {
        return replicationFactor;
    }

    /** Whether every partition has all its replicas in sync: so one broker may go without a loss and without a stop. */
    public boolean areInSync() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MILLIS))) {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException e) {
            return false; // one that is starting or has just gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns when they {@linkplain #areInSync are}. */
    public void awaitInSync() {
        await("all replicas are in sync").atMost(IN_SYNC_WITHIN).until(this::areInSync);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Lays the cables of the far site. */
    void connect() {
        farPorts.forEach(far::lay);
    }

    /** As seen from there. */
    String farBootstrapServers() {
        return farPorts.keySet().stream().map(port -> far.host() + ":" + port).collect(Collectors.joining(","));
    }

    private Map<String, String> farListener(String near, int nearPort, FixedPorts free) {
        int entrance = free.next();
        int exit = free.next();
        farPorts.put(entrance, exit);
        return Map.of(
                "listeners", near + ",FAR://" + HOST + exit,
                "advertised.listeners", "PLAINTEXT://" + HOST + nearPort + ",FAR://" + far.host() + ":" + entrance,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,FAR:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }

    private static Map<String, String> replication(int count) {
        String replicas = Integer.toString(count);
        String inSync = Integer.toString(count / 2 + 1);
        return Map.of(
                "default.replication.factor", replicas,
                "min.insync.replicas", inSync,
                "offsets.topic.replication.factor", replicas,
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", inSync);
    }
}
