package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.LocalPorts;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.systemtests.cluster.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service that runs alone writes to its standard output. */
class LogFormatIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void jsonIsOneObjectALine() throws Exception {
        List<String> lines = linesUntilListening("json");

        assertThat(lines).allSatisfy(line -> {
            JsonNode object = JsonMapper.shared().readTree(line);
            assertThat(object.get("@timestamp").asString()).isNotBlank();
            assertThat(object.get("level").asString()).isNotBlank();
            assertThat(object.get("service").asString()).isEqualTo("sip-auth-service");
            assertThat(object.get("node").asString()).isEqualTo("node-7");
        });
    }

    @Test
    void textIsKeysAndValues() throws Exception {
        assertThat(linesUntilListening("text"))
                .allSatisfy(line -> assertThat(line).matches("\\d{4}-\\d{2}-\\d{2}T\\S+ (INFO |WARN |ERROR) \\[.*"))
                .anyMatch(line -> line.contains("sip.listening address="));
    }

    @Test
    void anyOtherFormatIsRefused() throws Exception {
        Path output = folder.resolve("log");
        Process process = start("xml", output);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readString(output)).contains("countersign.log-format.xml");
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> linesUntilListening(String format) throws IOException {
        Path output = folder.resolve("log");
        Process process = start(format, output);
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(output).contains("sip.listening"));
            String all = Files.readString(output);
            return all.substring(0, all.lastIndexOf('\n')).lines().toList(); // the last line may be half written
        } finally {
            process.destroyForcibly();
        }
    }

    /** A node whose Kafka isn't there: it listens, and answers 503. */
    private Process start(String format, Path output) throws IOException {
        Path keyset = folder.resolve("master.keyset");
        Path tokens = folder.resolve("token.keyset");
        MasterKeyset.loadOrCreate(keyset);
        TokenKeyset.loadOrCreate(tokens);
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.ofJar("256m", "sip-auth-service"));
        builder.environment().put("COUNTERSIGN_LOG_FORMAT", format);
        builder.environment().put("COUNTERSIGN_NODE", "node-7");
        builder.environment().put("COUNTERSIGN_MASTER_KEY_FILE", keyset.toString());
        builder.environment().put("COUNTERSIGN_TOKEN_KEY_FILE", tokens.toString());
        builder.environment().put("COUNTERSIGN_OPERATOR_KEY", UUID.randomUUID().toString());
        builder.environment().put("COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + LocalPorts.free());
        builder.environment().put("COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1");
        builder.environment().put("COUNTERSIGN_HTTP_PORT", "0");
        builder.environment().put("COUNTERSIGN_SIP_PORT", "0");
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }
}
