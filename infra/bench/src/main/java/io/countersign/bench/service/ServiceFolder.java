package io.countersign.bench.service;

import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The folder of a run: keysets, the operator's key and state, and the settings that every instance of it shares. */
public record ServiceFolder(Path root) {
    public static final int PARTITIONS = 4;

    /** Where the run scripts look for it, as in the data folder of a standalone. */
    public Path operatorKey() {
        return root.resolve("operator.key");
    }

    /** Makes what isn't there yet. */
    public static ServiceFolder create(Path root) throws IOException {
        Files.createDirectories(root);
        MasterKeyset.loadOrCreate(root.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(root.resolve("token.keyset"));
        ServiceFolder folder = new ServiceFolder(root);
        if (!Files.exists(folder.operatorKey())) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.writeString(folder.operatorKey(), "csk_operator_" + HexFormat.of().formatHex(random) + "\n");
        }
        return folder;
    }

    /** Without any limit of requests, and with loopback exempt from lock-out. */
    public Map<String, String> settings(String bootstrapServers) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        settings.put("COUNTERSIGN_KAFKA_PARTITIONS", Integer.toString(PARTITIONS));
        settings.put("COUNTERSIGN_KAFKA_REPLICATION_FACTOR", "1");
        settings.put("COUNTERSIGN_MASTER_KEY_FILE", root.resolve("master.keyset").toString());
        settings.put("COUNTERSIGN_TOKEN_KEY_FILE", root.resolve("token.keyset").toString());
        settings.put("COUNTERSIGN_OPERATOR_KEY", Files.readString(operatorKey()).strip());
        settings.put("COUNTERSIGN_API_REQUESTS_PER_SECOND", "0");
        settings.put("COUNTERSIGN_BIND", "127.0.0.1");
        settings.put("COUNTERSIGN_LOCKOUT_EXEMPT", "127.0.0.0/8");
        settings.put("COUNTERSIGN_UNAUTHENTICATED_EXEMPT", "127.0.0.0/8");
        return settings;
    }

    /** A folder of one instance's own. */
    public String state(String node) throws IOException {
        return Files.createDirectories(root.resolve("state-" + node)).toString();
    }
}
