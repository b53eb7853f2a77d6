package io.countersign.systemtests.rebuild;

import static org.awaitility.Awaitility.await;

import io.countersign.embedded.LocalPorts;
import io.countersign.kafka.KafkaSettings;
import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.cluster.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A query-service as a process of its own, and its operator. */
record QueryService(Instance process, RestClient operator) {
    /** What nobody uses any more goes soon, so that the test sees it go. */
    private static final String FORMER_KEPT = "1s";

    private static final String OPERATOR_KEY = "csk_operator_0123456789012345678901234567890123456789012";

    /** Not started yet; the folder holds the token keyset. */
    static QueryService in(Path folder, String node, KafkaSettings kafka) throws IOException {
        int port = LocalPorts.freeForTcpAndUdp();
        Map<String, String> environment = new HashMap<>();
        environment.put("COUNTERSIGN_NODE", node);
        environment.put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        environment.put("COUNTERSIGN_HTTP_PORT", Integer.toString(port));
        environment.put("COUNTERSIGN_STATE_DIR", Files.createDirectories(folder.resolve(node)).toString());
        environment.put("COUNTERSIGN_OPERATOR_KEY", OPERATOR_KEY);
        environment.put("COUNTERSIGN_TOKEN_KEY_FILE", folder.resolve("token.keyset").toString());
        environment.put("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("COUNTERSIGN_KAFKA_PARTITIONS", Integer.toString(kafka.partitions()));
        environment.put("COUNTERSIGN_KAFKA_REPLICATION_FACTOR", Integer.toString(kafka.replicationFactor()));
        environment.put("COUNTERSIGN_FORMER_GENERATION_KEPT", FORMER_KEPT);
        Instance process = new Instance("query-service", node, port, environment, folder.resolve(node + ".log"));
        return new QueryService(process, new RestClient("http://127.0.0.1:" + port, OPERATOR_KEY));
    }

    JsonNode rebuild(String target) {
        return operator.post(path(target), "").expect(202).json();
    }

    JsonNode status(String target) {
        return operator.get(path(target)).expect(200).json();
    }

    /** Returns once this generation is live, as this instance sees it. */
    void awaitLive(String target, int generation, Duration patience) {
        await(target + " generation " + generation).atMost(patience).pollInterval(Duration.ofMillis(50))
                .until(() -> status(target).get("generation").asInt() == generation);
    }

    static String path(String target) {
        return "/v1/rebuilds/" + target;
    }
}
