package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Instances of the service on one real broker, in this process; events are sent as the relay sends them. */
final class QueryInstances implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final String OPERATOR = "csk_operator_0123456789012345678901234567890123456789012";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final EmbeddedKafka kafka;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final TokenKeyset keyset;

    private QueryInstances(Path folder) {
        this.folder = folder;
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        KafkaSettings settings = new KafkaSettings(kafka.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(settings, Topics.all(), Duration.ofSeconds(30));
        producer = new KafkaProducer<>(settings.producer("test"), new StringSerializer(), new AvroSerializer<>());
        keyset = TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
    }

    static QueryInstances on(Path folder) {
        return new QueryInstances(folder);
    }

    /** What instances have in common with each other, and may ask each other with. */
    TokenKeyset keyset() {
        return keyset;
    }

    ConfigurableApplicationContext start(String node) {
        return new SpringApplicationBuilder(QueryServiceApplication.class, OwnEventLoops.class)
                .properties(Map.of("spring.config.name", "query-service"))
                .run(Stream.concat(Stream.of("--server.address=127.0.0.1", "--server.port=0"), settings(node)).toArray(String[]::new));
    }

    Stream<String> settings(String node) {
        return Stream.of(
                "--countersign.node=" + node,
                "--countersign.state-dir=" + folder.resolve("state-" + node),
                "--countersign.operator-key=" + OPERATOR,
                "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                "--countersign.standbys=1",
                "--countersign.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--countersign.kafka.partitions=" + PARTITIONS,
                "--countersign.kafka.replication-factor=1");
    }

    /** The global ones end with the first instance that closes. */
    @Configuration(proxyBeanMethods = false)
    static class OwnEventLoops {
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            return factory;
        }
    }

    /** An instance in a process of its own, that can be killed. */
    Process startProcess(String node, int port, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                QueryServiceApplication.class.getName(),
                "--server.address=127.0.0.1",
                "--server.port=" + port));
        settings(node).forEach(command::add);
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    static int port(ConfigurableApplicationContext instance) {
        return Integer.parseInt(instance.getEnvironment().getRequiredProperty("local.server.port"));
    }

    static void awaitReady(int port) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).ignoreExceptions().untilAsserted(() -> {
            HttpResponse<String> readiness = get(port, "/actuator/health/readiness");
            assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(200);
        });
    }

    void send(Topic topic, String key, SpecificRecord value) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), TrunkPartition.of(key, PARTITIONS), key, value)).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    String token(String type, String id, String account, long sequence) {
        return new ConsistencyTokens(keyset).format(new ConsistencyToken(type, id, account, sequence));
    }

    /** As the operator, who may ask for everything. */
    static HttpResponse<String> get(int port, String path, String... consistencyTokens) {
        return getAsync(port, path, consistencyTokens).orTimeout(10, TimeUnit.SECONDS).join();
    }

    static CompletableFuture<HttpResponse<String>> getAsync(int port, String path, String... consistencyTokens) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + OPERATOR);
        for (String token : consistencyTokens) {
            request.header(ConsistencyTokens.HEADER, token);
        }
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        kafka.close();
    }
}
