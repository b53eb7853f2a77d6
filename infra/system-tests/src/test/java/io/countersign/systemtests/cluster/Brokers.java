package io.countersign.systemtests.cluster;

import io.countersign.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** One broker, or three that replicate and vote; each is a controller too. */
public final class Brokers {
    private static final String HOST = "127.0.0.1:";

    private final List<Broker> all = new ArrayList<>();
    private final String bootstrapServers;
    /** Of the cables' entrances, to the listeners of each broker that tell clients to come by a cable. */
    private final Map<Integer, Integer> farPorts = new LinkedHashMap<>();
    private final short replicationFactor;

    Brokers(int count, Path folder, FixedPorts free) {
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
            settings.put(EmbeddedKafka.CLUSTER_ID, clusterId);
            settings.put("node.id", Integer.toString(i + 1));
            settings.put("controller.quorum.voters", voters);
            int entrance = free.next();
            int exit = free.next();
            farPorts.put(entrance, exit);
            String clients = "PLAINTEXT://" + HOST + ports.get(i) + ",FAR://" + HOST;
            settings.put("listeners", clients + exit + ",CONTROLLER://" + HOST + controllers.get(i));
            settings.put("advertised.listeners", clients + entrance);
            settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,FAR:PLAINTEXT,CONTROLLER:PLAINTEXT");
            String name = "broker-" + (i + 1);
            all.add(new Broker(name, folder.resolve(name), ports.get(i), settings, folder.resolve(name + "-console.log")));
        }
    }

    private Brokers(String bootstrapServers) {
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

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Lays the cables of a far site. */
    void connect(Site far) {
        farPorts.forEach(far::lay);
    }

    /** As seen from there. */
    String farBootstrapServers() {
        return farPorts.keySet().stream().map(port -> HOST + port).collect(Collectors.joining(","));
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
