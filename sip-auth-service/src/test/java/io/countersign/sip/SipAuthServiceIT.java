package io.countersign.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.kafka.TopicTail;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.SecretContext;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.failure.AuthFailed;
import io.countersign.schemas.node.NodePosition;
import io.countersign.schemas.secret.SealedSecret;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.decision.UserAgent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on a real broker, asked over real UDP: what it says follows what is on Kafka. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // start() runs before every test
class SipAuthServiceIT {
    private static final String BASE = "sip.example.com";
    private static final String TRUNK = "trunk_abc";
    private static final String DOMAIN = "trunk-abc." + BASE;
    private static final String CREDENTIAL = "cred_0123456789ab";
    private static final String ACCOUNT = "acc_0123456789ab";
    private static final String CONTACT = "Contact: <sip:alice@127.0.0.1:5062>";
    private static final int PARTITIONS = 4;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private final UserAgent userAgent = new UserAgent(DOMAIN, "alice", "correct horse battery");
    private final ConcurrentLinkedQueue<AuthFailed> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<NodePosition> reports = new ConcurrentLinkedQueue<>();
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private KafkaProducer<String, @Nullable SpecificRecord> producer;
    private MasterKeyset keys;
    private ConfigurableApplicationContext service;
    private DatagramSocket socket;
    private TopicTail<AuthFailed> failureTail;
    private TopicTail<NodePosition> positionTail;
    private long rowOffset;

    @BeforeAll
    void start() throws IOException {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(kafka, Topics.all(), Duration.ofMinutes(1));
        TopicProvisioner.provision(kafka, List.of(Topics.authTable(1)), Duration.ofMinutes(1));
        producer = new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new AvroSerializer<>());
        Path keyFile = folder.resolve("master.keyset");
        keys = MasterKeyset.loadOrCreate(keyFile);
        failureTail = TopicTail.start(kafka, "test-failures", List.of(Topics.AUTH_FAILURES), AuthFailed.class, record -> {
            if (record.value() != null) {
                failures.add(record.value());
            }
        });
        positionTail = TopicTail.start(kafka, "test-positions", List.of(Topics.NODE_POSITIONS), NodePosition.class, record -> {
            if (record.value() != null) {
                reports.add(record.value());
            }
        });
        service = new SpringApplicationBuilder(SipAuthServiceApplication.class)
                .properties(Map.of("spring.config.name", "sip-auth-service"))
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=node-1",
                        "--countersign.master-key-file=" + keyFile,
                        "--countersign.sip.domain=" + BASE,
                        "--countersign.sip.port=0",
                        "--countersign.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.kafka.partitions=" + PARTITIONS,
                        "--countersign.kafka.replication-factor=1");
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout((int) SOON.toMillis());
    }

    @AfterAll
    void stop() throws IOException {
        socket.close();
        service.close();
        await().atMost(SOON).until(() -> reports.stream().anyMatch(NodePosition::getSignedOff));
        failureTail.close();
        positionTail.close();
        producer.close();
        broker.close();
    }

    @Test
    @Order(1)
    void answers503UntilItsTableIsLoaded() throws Exception {
        assertThat(ask(userAgent.register(CONTACT))).startsWith("SIP/2.0 503 ");
        assertThat(health("liveness")).isEqualTo(200);
        assertThat(health("readiness")).isEqualTo(503);
    }

    @Test
    @Order(2)
    void isReadyOnceAGenerationIsLiveAndHoldsItsPositionBackForASecret() throws Exception {
        send(Topics.AUTH_GENERATION, Topics.GENERATION_KEY, new AuthGeneration(1, now()), 0);
        await().atMost(SOON).until(() -> health("readiness") == 200);
        assertThat(UserAgent.status(refused())).isEqualTo(401);

        rowOffset = send(
                Topics.authTable(1),
                RecordKeys.authAccount(DOMAIN, "alice"),
                new AuthAccountRow(ACCOUNT, TRUNK, CREDENTIAL, List.of(1), 2L),
                partition());
        send(
                Topics.authTable(1),
                RecordKeys.authPolicy(DOMAIN),
                new AuthPolicyRow(ACCOUNT, TRUNK, "credential", List.of("SHA-256", "MD5"), 2L),
                partition());

        await().atMost(SOON).until(() -> appliedOffset() == rowOffset);
        assertThat(UserAgent.status(refused())).isEqualTo(401);
    }

    @Test
    @Order(3)
    void acceptsBothAlgorithmsOnceTheSecretIsThere() throws Exception {
        byte[] sealed = keys.seal(
                TableAccounts.secret(DOMAIN, "alice", "correct horse battery"),
                new SecretContext(ACCOUNT, TRUNK, CREDENTIAL, 1).associatedData());
        send(
                Topics.CREDENTIAL_SECRETS,
                String.join("\0", TRUNK, CREDENTIAL, "1"),
                new SealedSecret(ByteBuffer.wrap(sealed)),
                partition());

        await().atMost(SOON).until(() -> appliedOffset() == rowOffset + 2);
        assertThat(UserAgent.status(registered(DigestAlgorithm.SHA_256))).isEqualTo(200);
        assertThat(registered(DigestAlgorithm.MD5)).contains("Contact: <sip:alice@127.0.0.1:5062>;expires=");
    }

    @Test
    @Order(4)
    void tellsKafkaOfAWrongPassword() throws IOException {
        UserAgent wrong = new UserAgent(DOMAIN, "alice", "wrong horse");
        String register = wrong.register(CONTACT);

        assertThat(UserAgent.status(ask(wrong.answer(register, ask(register), DigestAlgorithm.SHA_256)))).isEqualTo(401);

        await().atMost(SOON).until(() -> failures.stream().anyMatch(f -> f.getReason().equals("wrong_password")));
        AuthFailed failure = failures.stream().filter(f -> f.getReason().equals("wrong_password")).findFirst().orElseThrow();
        assertThat(failure.getTrunkId()).isEqualTo(TRUNK);
        assertThat(failure.getAccountId()).isEqualTo(ACCOUNT);
        assertThat(failure.getCredentialId()).isEqualTo(CREDENTIAL);
        assertThat(failure.getUsername()).isEqualTo("alice");
        assertThat(failure.getSourceIp()).isEqualTo("127.0.0.1");
        assertThat(failure.getSourcePort()).isEqualTo(socket.getLocalPort());
        assertThat(failure.getTransport()).isEqualTo("udp");
        assertThat(failure.getNode()).isEqualTo("node-1");
    }

    @Test
    @Order(5)
    void refusesAfterTheTombstone() throws Exception {
        send(Topics.authTable(1), RecordKeys.authAccount(DOMAIN, "alice"), null, partition());

        await().atMost(SOON).until(() -> UserAgent.status(registered(DigestAlgorithm.SHA_256)) == 401);
        assertThat(service.getBean(SipNode.class).registrar().size()).isZero();
    }

    @Test
    @Order(6)
    void swapsToANewGenerationOnlyWhenItIsLoaded() throws Exception {
        TopicProvisioner.provision(kafka, List.of(Topics.authTable(2)), Duration.ofMinutes(1));
        send(
                Topics.authTable(2),
                RecordKeys.authPolicy(DOMAIN),
                new AuthPolicyRow(ACCOUNT, TRUNK, "credential", List.of("MD5"), 3L),
                partition());
        send(
                Topics.authTable(2),
                RecordKeys.authAccount(DOMAIN, "alice"),
                new AuthAccountRow(ACCOUNT, TRUNK, CREDENTIAL, List.of(1), 3L),
                partition());
        send(Topics.AUTH_GENERATION, Topics.GENERATION_KEY, new AuthGeneration(2, now()), 0);

        await().atMost(SOON).until(() -> UserAgent.status(registered(DigestAlgorithm.MD5)) == 200);
        assertThat(UserAgent.algorithms(ask(userAgent.register(CONTACT)))).containsExactly("MD5");
        await().atMost(SOON).until(() -> reports.stream().anyMatch(report -> report.getGeneration() == 2));
    }

    @Test
    @Order(7)
    void showsItsCountsWithoutNames() throws Exception {
        String metrics = get("/actuator/prometheus").body();

        assertThat(metrics)
                .contains("countersign_sip_judgements_total{outcome=\"accepted\"}", "countersign_sip_refusals_total{reason=\"wrong_password\"}")
                .doesNotContain("alice", "127.0.0.1", TRUNK, DOMAIN);
    }

    @Test
    @Order(8)
    void outlivesItsBrokerAndFollowsItAgain() throws Exception {
        int port = broker.port();
        broker.close();
        assertThat(UserAgent.status(registered(DigestAlgorithm.MD5))).isEqualTo(200);

        broker = EmbeddedKafka.start(folder.resolve("kafka"), port);
        assertThat(UserAgent.status(registered(DigestAlgorithm.MD5))).isEqualTo(200);
        send(Topics.authTable(2), RecordKeys.authAccount(DOMAIN, "alice"), null, partition());

        await().atMost(Duration.ofMinutes(1)).until(() -> UserAgent.status(registered(DigestAlgorithm.MD5)) == 401);
    }

    private String registered(DigestAlgorithm algorithm) throws IOException {
        String register = userAgent.register(CONTACT);
        return ask(userAgent.answer(register, ask(register), algorithm));
    }

    private String refused() throws IOException {
        return registered(DigestAlgorithm.SHA_256);
    }

    private String ask(String request) throws IOException {
        byte[] bytes = request.getBytes(ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, service.getBean(SipNode.class).localAddress()));
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), ISO_8859_1);
    }

    private long appliedOffset() {
        return reports.stream()
                .reduce((first, second) -> second)
                .map(report -> report.getAppliedOffsets().getOrDefault(Integer.toString(partition()), -1L))
                .orElse(-1L);
    }

    private long send(Topic topic, String key, @Nullable SpecificRecord value, int partition) throws Exception {
        return producer.send(new ProducerRecord<>(topic.name(), partition, key, value)).get(10, TimeUnit.SECONDS).offset();
    }

    private int health(String group) throws IOException, InterruptedException {
        return get("/actuator/health/" + group).statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port") + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString());
        }
    }

    private static int partition() {
        return TrunkPartition.of(TRUNK, PARTITIONS);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
