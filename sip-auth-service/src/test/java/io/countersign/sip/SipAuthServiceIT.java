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
import io.countersign.keysets.TokenKeyset;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.failure.AuthFailed;
import io.countersign.schemas.failure.AuthFailureCounts;
import io.countersign.schemas.lockout.LockoutRow;
import io.countersign.schemas.node.NodePosition;
import io.countersign.schemas.registration.RegistrationRow;
import io.countersign.schemas.secret.SealedSecret;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.Outcome;
import io.countersign.sip.decision.UserAgent;
import io.countersign.sip.lockout.SourceKey;
import io.countersign.sip.message.Slice;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.transport.ConnectionRefusal;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    private static final String OPERATOR = UUID.randomUUID().toString();
    private static final int PARTITIONS = 4;
    private static final int WORDS = 10_000;
    private static final int DROPPED = 25;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private final UserAgent userAgent = new UserAgent(DOMAIN, "alice", "correct horse battery");
    private final ConcurrentLinkedQueue<AuthFailed> failures = new ConcurrentLinkedQueue<>();
    /** By partition and number: what is sent again counts once. */
    private final Map<String, AuthFailureCounts> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<LockoutRow> lockouts = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<NodePosition> reports = new ConcurrentLinkedQueue<>();
    private final Map<String, RegistrationRow> registrations = new ConcurrentHashMap<>();
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private KafkaProducer<String, @Nullable SpecificRecord> producer;
    private MasterKeyset keys;
    private ConfigurableApplicationContext service;
    private DatagramSocket socket;
    private DatagramSocket elsewhere;
    private TopicTail<SpecificRecord> failureTail;
    private TopicTail<NodePosition> positionTail;
    private TopicTail<RegistrationRow> registrationTail;
    private TopicTail<LockoutRow> lockoutTail;
    private long rowOffset;

    @BeforeAll
    void start() throws IOException {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(kafka, Topics.all(), Duration.ofMinutes(1));
        TopicProvisioner.provision(kafka, List.of(Topics.authTable(1)), Duration.ofMinutes(1));
        producer = new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new AvroSerializer<>());
        keys = MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        failureTail = TopicTail.start(kafka, "test-failures", List.of(Topics.AUTH_FAILURES), SpecificRecord.class, record -> {
            switch (record.value()) {
                case AuthFailed failure -> failures.add(failure);
                case AuthFailureCounts counted -> counts.put(
                        counted.getIncarnation() + "/" + record.partition() + "/" + counted.getNumber(), counted);
                case null, default -> throw new IllegalStateException("neither a sample nor counts");
            }
        });
        lockoutTail = TopicTail.start(kafka, "test-lockouts", List.of(Topics.LOCKOUTS), LockoutRow.class, record -> {
            if (record.value() != null) {
                lockouts.add(record.value());
            }
        });
        positionTail = TopicTail.start(kafka, "test-positions", List.of(Topics.NODE_POSITIONS), NodePosition.class, record -> {
            if (record.value() != null) {
                reports.add(record.value());
            }
        });
        registrationTail = TopicTail.start(kafka, "test-registrations", List.of(Topics.REGISTRATIONS), RegistrationRow.class, record -> {
            if (record.value() == null) {
                registrations.remove(record.key());
            } else {
                registrations.put(record.key(), record.value());
            }
        });
        service = start("node-1");
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout((int) SOON.toMillis());
        elsewhere = socketAt("127.0.0.2");
    }

    private static DatagramSocket socketAt(String address) throws IOException {
        DatagramSocket bound = new DatagramSocket(new InetSocketAddress(address, 0));
        bound.setSoTimeout((int) SOON.toMillis());
        return bound;
    }

    private ConfigurableApplicationContext start(String node, String... more) {
        return new SpringApplicationBuilder(SipAuthServiceApplication.class)
                .properties(Map.of("spring.config.name", "sip-auth-service"))
                .run(Stream.concat(Stream.of(more), Stream.of(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=" + node,
                        "--countersign.master-key-file=" + folder.resolve("master.keyset"),
                        "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                        "--countersign.operator-key=" + OPERATOR,
                        "--countersign.sip.domain=" + BASE,
                        "--countersign.sip.port=0",
                        "--countersign.lockout.exempt=127.0.0.1", // fails until its table is loaded
                        "--countersign.unauthenticated.exempt=127.0.0.0/30,127.0.0.4",
                        "--countersign.unauthenticated.connections=1",
                        "--countersign.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.kafka.partitions=" + PARTITIONS,
                        "--countersign.kafka.replication-factor=1")).toArray(String[]::new));
    }

    @AfterAll
    void stop() throws IOException {
        socket.close();
        elsewhere.close();
        service.close();
        await().atMost(SOON).until(() -> reports.stream().anyMatch(NodePosition::getSignedOff));
        registrationTail.close();
        await("the last counts of each partition").atMost(SOON).until(() -> ofLastStart().filter(AuthFailureCounts::getEnded).count() == PARTITIONS);
        failureTail.close();
        positionTail.close();
        lockoutTail.close();
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
    void tellsKafkaOfABinding() {
        await().atMost(SOON).until(() -> registrations.size() == 1);
        registrations.forEach((key, row) -> {
            assertThat(key).startsWith(DOMAIN + "\0alice\0");
            assertThat(row.getCredentialId()).isEqualTo(CREDENTIAL);
            assertThat(row.getUsername()).isEqualTo("alice");
            assertThat(row.getContact()).isEqualTo("sip:alice@127.0.0.1:5062");
            assertThat(row.getNode()).isEqualTo("node-1");
            assertThat(row.getIncarnation()).isEqualTo(reports.element().getIncarnation());
            assertThat(row.getTransport()).isEqualTo("udp");
            assertThat(row.getSourcePort()).isEqualTo(socket.getLocalPort());
            assertThat(row.getLocalPort()).isEqualTo(node().localAddress().getPort());
            assertThat(row.getUserAgent()).isEqualTo("Test/1.0");
        });
    }

    @Test
    @Order(5)
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
    @Order(6)
    void countsEachFailureOnKafka() throws IOException {
        UserAgent wrong = new UserAgent(DOMAIN, "alice", "wrong horse");
        UserAgent nobody = new UserAgent("trunk-nowhere." + BASE, "bob", "wrong horse");
        long before = node().counts().of(FailureReason.WRONG_PASSWORD); // the last second's may not be on Kafka yet
        long beforeElsewhere = node().counts().of(FailureReason.UNKNOWN_TRUNK);
        for (int i = 0; i < 50; i++) {
            String register = wrong.register(CONTACT);
            ask(wrong.answer(register, ask(register), DigestAlgorithm.SHA_256));
            String elsewhere = nobody.register(CONTACT);
            ask(nobody.answer(elsewhere, ask(elsewhere), DigestAlgorithm.SHA_256));
        }

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(counted("wrong_password")).isEqualTo(before + 50);
            assertThat(counted("unknown_trunk")).isEqualTo(beforeElsewhere + 50);
        });
        assertThat(counts.values()).filteredOn(record -> record.getByReason().containsKey("wrong_password")).allSatisfy(record -> {
            assertThat(record.getTrunkId()).isEqualTo(TRUNK);
            assertThat(record.getAccountId()).isEqualTo(ACCOUNT);
            assertThat(record.getUsernames()).containsOnlyKeys("alice");
            assertThat(record.getSources()).containsOnlyKeys("127.0.0.1");
        });
        assertThat(counts.values()).filteredOn(record -> record.getByReason().containsKey("unknown_trunk"))
                .allSatisfy(record -> assertThat(record.getTrunkId()).isNull());
    }

    @Test
    @Order(7)
    void locksOutOnEveryNodeAlsoOneThatStartsLaterButNotWhoIsKnown() throws Exception {
        InetSocketAddress first = service.getBean(SipNode.class).localAddress();
        assertThat(UserAgent.status(registeredFromElsewhere(userAgent, first))).isEqualTo(200);
        UserAgent guesser = new UserAgent(DOMAIN, "mallory", "guess");
        for (int i = 0; i < 10; i++) {
            assertThat(UserAgent.status(registeredFromElsewhere(guesser, first))).isEqualTo(401);
        }
        for (int i = 0; i < DROPPED; i++) {
            assertThat(isSilent(guesser, first)).isTrue();
        }
        await("each is counted").atMost(SOON).untilAsserted(() -> assertThat(counted("locked_out")).isEqualTo(DROPPED));

        try (ConfigurableApplicationContext other = start("node-2")) {
            SipNode node = other.getBean(SipNode.class);
            await().atMost(SOON).until(() -> node.accounts().isReady() && isKnownFrom(elsewhere, node) && lockoutsOf(other) == 1);
            assertThat(isSilent(guesser, node.localAddress())).isTrue();
            guessAndLogIn(node.localAddress(), elsewhere);

            String lockout = "/v1/account/" + ACCOUNT + "/lockouts/" + lockouts.element().getId();
            assertThat(delete(lockout.replace(ACCOUNT, "acc_another00000"), other)).isEqualTo(404);
            assertThat(delete(lockout.replace("/account/" + ACCOUNT, ""), other)).isEqualTo(404);
            assertThat(delete(lockout, other)).isEqualTo(204);

            await().atMost(Duration.ofSeconds(1)).until(() -> lockoutsOf(service) + lockoutsOf(other) == 0);
            assertThat(UserAgent.status(registeredFromElsewhere(guesser, node.localAddress()))).isEqualTo(401);
            assertThat(UserAgent.status(registeredFromElsewhere(guesser, first))).isEqualTo(401);
            assertThat(delete(lockout, other)).isEqualTo(404);
            knowsAtOnceAlsoWhatAnotherNodeHasSeen(node, first);
        }
    }

    /** From a source that is new to it, within a minute of what was last told of the credential. */
    private void knowsAtOnceAlsoWhatAnotherNodeHasSeen(SipNode node, InetSocketAddress first) throws IOException {
        try (DatagramSocket newSource = socketAt("127.0.0.4")) {
            assertThat(UserAgent.status(registeredFrom(newSource, userAgent, first))).isEqualTo(200);
            await().atMost(Duration.ofSeconds(1)).until(() -> isKnownFrom(newSource, node));
            guessAndLogIn(node.localAddress(), newSource);
        }
    }

    /** Behind a carrier's NAT a phone may come by another address of the same network each time. */
    @Test
    @Order(8)
    void takesANonceFromTheWholeOfAConfiguredPrefix() throws Exception {
        try (ConfigurableApplicationContext wide = start("node-3", "--countersign.nonce.ipv4-prefix-bits=24")) {
            SipNode node = wide.getBean(SipNode.class);
            await().atMost(SOON).until(() -> node.accounts().isReady());
            assertThat(UserAgent.status(usedFromElsewhere(node))).isEqualTo(200);
        }
        assertThat(usedFromElsewhere(node())).startsWith("SIP/2.0 401 ").contains("stale=true");
    }

    /** The answer to a query with a nonce that was issued to another address of the same /24. */
    private String usedFromElsewhere(SipNode node) throws IOException {
        String query = userAgent.register();
        String challenge = ask(query, node.localAddress(), socket);
        return ask(userAgent.answer(query, challenge, DigestAlgorithm.SHA_256), node.localAddress(), elsewhere);
    }

    @Test
    @Order(9)
    void knowsAfterARestartWhereACredentialWasUsed() throws Exception {
        service.close();
        service = start("node-1");
        SipNode node = service.getBean(SipNode.class);
        await().atMost(SOON).until(() -> node.accounts().isReady() && node.sources().uses().size() == 1);

        guessAndLogIn(node.localAddress(), elsewhere);
    }

    @Test
    @Order(9)
    void takesNoMoreConnectionsOfStrangersThanItIsToldButFromWhereSomebodyHasLoggedIn() throws IOException {
        try (Socket first = connected("127.0.0.5");
                Socket exempt = connected("127.0.0.2");
                DatagramSocket phone = socketAt("127.0.0.6")) {
            assertThat(isServed(exempt)).isTrue();
            assertThat(isServed(first)).isTrue();
            try (Socket second = connected("127.0.0.6")) {
                assertThat(isServed(second)).isFalse();
            }
            assertThat(node().listeners().tcpCounters().refusedConnections(ConnectionRefusal.NODE)).isEqualTo(1);

            assertThat(UserAgent.status(registeredFrom(phone, userAgent, node().localAddress()))).isEqualTo(200);

            try (Socket second = connected("127.0.0.6")) {
                assertThat(isServed(second)).isTrue();
            }
            assertThat(node().listeners().strangers().connections()).isEqualTo(1);
        }
        await().atMost(SOON).until(() -> node().listeners().strangers().connections() == 0);
        assertThat(node().listeners().strangers().bytes()).isZero();
    }

    /** proof.md: the right word is in the list, and a real user registers all the while. */
    @Test
    @Order(10)
    void tenThousandWordsDoNotFindThePasswordAndItsUserNoticesNothing() throws IOException {
        SipNode node = service.getBean(SipNode.class);
        int answered = 0;
        int found = 0;
        int logins = 0;
        try (DatagramChannel attacker = DatagramChannel.open(StandardProtocolFamily.INET)) {
            attacker.bind(new InetSocketAddress("127.0.0.3", 0)).configureBlocking(false);
            attacker.send(ByteBuffer.wrap(userAgent.register(CONTACT).getBytes(ISO_8859_1)), node.localAddress());
            String nonce = UserAgent.nonce(await().atMost(SOON).until(() -> received(attacker), challenge -> !challenge.isEmpty()));
            for (int word = 0; word < WORDS; word++) {
                UserAgent guesser = new UserAgent(DOMAIN, "alice", word == WORDS / 2 ? "correct horse battery" : "word " + word);
                String guess = guesser.answer(guesser.register(CONTACT), nonce, DigestAlgorithm.SHA_256, 1);
                attacker.send(ByteBuffer.wrap(guess.getBytes(ISO_8859_1)), node.localAddress());
                if (word % 100 == 0) {
                    assertThat(UserAgent.status(registered(DigestAlgorithm.SHA_256))).isEqualTo(200);
                    logins++;
                }
                for (String answer = received(attacker); !answer.isEmpty(); answer = received(attacker)) {
                    answered++;
                    found += UserAgent.status(answer) == 200 ? 1 : 0;
                }
            }
        }
        System.out.printf("%d words: %d answered, %d found; %d of %d logins of the user succeeded%n", WORDS, answered, found, logins, WORDS / 100);
        assertThat(found).isZero();
        assertThat(answered).isLessThanOrEqualTo(10); // fewer where a datagram is lost
        assertThat(logins).isEqualTo(WORDS / 100);
    }

    @Test
    @Order(11)
    void refusesAfterTheTombstone() throws Exception {
        send(Topics.authTable(1), RecordKeys.authAccount(DOMAIN, "alice"), null, partition());

        await().atMost(SOON).until(() -> UserAgent.status(registered(DigestAlgorithm.SHA_256)) == 401);
        assertThat(node().registrar().size()).isZero();
        await().atMost(SOON).until(registrations::isEmpty);
    }

    @Test
    @Order(12)
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
    @Order(13)
    void keepsTheWayToAPhoneBehindANatOpenAndKnowsItsAnswers() throws IOException {
        String[] contacts = IntStream.range(1, Registrar.MAX_CONTACTS)
                .mapToObj(i -> "Contact: <sip:alice@10.0.247." + i + ">")
                .toArray(String[]::new);
        String register = userAgent.register(contacts);
        assertThat(UserAgent.status(ask(userAgent.answer(register, ask(register), DigestAlgorithm.MD5)))).isEqualTo(200);

        String options = receive(socket); // of ten that are spread over 25 s, these no more than 3.5 s apart
        assertThat(options).matches("(?s)OPTIONS sip:alice@(10\\.0\\.247\\.\\d|127\\.0\\.0\\.1:5062) SIP/2\\.0\r\n.*");
        send("SIP/2.0 200 OK" + options.substring(options.indexOf("\r\n")), node().localAddress(), socket);

        await().atMost(SOON).until(() -> node().counts().of(Outcome.KEPT_ALIVE) > 0);
        assertThat(node().keepAlives().sent()).isPositive();
    }

    @Test
    @Order(14)
    void showsItsCountsWithoutNames() throws Exception {
        String metrics = get("/actuator/prometheus").body();

        assertThat(metrics)
                .contains("countersign_sip_judgements_total{outcome=\"accepted\"}", "countersign_sip_refusals_total{reason=\"wrong_password\"}")
                .doesNotContain("alice", "127.0.0.1", TRUNK, DOMAIN);
    }

    @Test
    @Order(15)
    void outlivesItsBrokerAndFollowsItAgain() throws Exception {
        int port = broker.port();
        broker.close();
        assertThat(UserAgent.status(registered(DigestAlgorithm.MD5))).isEqualTo(200);
        String meanwhile = userAgent.register("Contact: <sip:alice@10.0.247.1>;expires=0, <sip:alice@127.0.0.1:5063>");
        assertThat(UserAgent.status(ask(userAgent.answer(meanwhile, ask(meanwhile), DigestAlgorithm.MD5)))).isEqualTo(200);
        long before = service.getBean(SipNode.class).counts().of(FailureReason.WRONG_PASSWORD);
        UserAgent wrong = new UserAgent(DOMAIN, "alice", "wrong horse");
        for (int i = 0; i < 500; i++) {
            String register = wrong.register(CONTACT);
            assertThat(UserAgent.status(ask(wrong.answer(register, ask(register), DigestAlgorithm.MD5)))).isEqualTo(401);
        }

        broker = EmbeddedKafka.start(folder.resolve("kafka"), port);
        assertThat(UserAgent.status(registered(DigestAlgorithm.MD5))).isEqualTo(200);
        await("told when Kafka is back").atMost(Duration.ofMinutes(1)).until(() -> registrations.values().stream()
                .anyMatch(row -> row.getContact().equals("sip:alice@127.0.0.1:5063")));
        send(Topics.authTable(2), RecordKeys.authAccount(DOMAIN, "alice"), null, partition());

        await().atMost(Duration.ofMinutes(1)).until(() -> UserAgent.status(registered(DigestAlgorithm.MD5)) == 401);
        await("what failed meanwhile").atMost(Duration.ofMinutes(1)).untilAsserted(() ->
                assertThat(counted("wrong_password")).isEqualTo(before + 500));
    }

    /** As the topic has it, since the service was started last. */
    private long counted(String reason) {
        return ofLastStart().mapToLong(record -> record.getByReason().getOrDefault(reason, 0L)).sum();
    }

    private Stream<AuthFailureCounts> ofLastStart() {
        String incarnation = reports.stream().reduce((first, second) -> second).map(NodePosition::getIncarnation).orElse("");
        return counts.values().stream().filter(record -> record.getIncarnation().equals(incarnation));
    }

    private String registered(DigestAlgorithm algorithm) throws IOException {
        String register = userAgent.register(CONTACT);
        return ask(userAgent.answer(register, ask(register), algorithm));
    }

    private String refused() throws IOException {
        return registered(DigestAlgorithm.SHA_256);
    }

    private SipNode node() {
        return service.getBean(SipNode.class);
    }

    private String registeredFromElsewhere(UserAgent caller, InetSocketAddress node) throws IOException {
        return registeredFrom(elsewhere, caller, node);
    }

    private static String registeredFrom(DatagramSocket from, UserAgent caller, InetSocketAddress node) throws IOException {
        String register = caller.register(CONTACT);
        return ask(caller.answer(register, ask(register, node, from), DigestAlgorithm.SHA_256), node, from);
    }

    /** Whether the node knows that alice has logged in from there. */
    private static boolean isKnownFrom(DatagramSocket from, SipNode node) {
        Account alice = node.accounts().newReader().account(Slice.of(DOMAIN.getBytes(ISO_8859_1)), Slice.of("alice".getBytes(ISO_8859_1)));
        long source = new SourceKey(new byte[KeyedHash.KEY_BYTES]).set(from.getLocalAddress().getAddress()).prefix();
        return alice != null && node.sources().uses().isKnown(alice, source, Instant.now().getEpochSecond());
    }

    /** More guesses than lock anybody out who isn't known, then the right password. */
    private void guessAndLogIn(InetSocketAddress node, DatagramSocket from) throws IOException {
        for (int i = 0; i < 30; i++) {
            assertThat(UserAgent.status(registeredFrom(from, new UserAgent(DOMAIN, "alice", "guess"), node))).isEqualTo(401);
        }
        assertThat(UserAgent.status(registeredFrom(from, userAgent, node))).isEqualTo(200);
    }

    private Socket connected(String from) throws IOException {
        InetSocketAddress address = node().localAddress();
        Socket client = new Socket(address.getAddress(), address.getPort(), InetAddress.ofLiteral(from), 0);
        client.setSoTimeout((int) SOON.toMillis());
        return client;
    }

    /** Whether a ping on a connection is answered; else it has been closed. */
    private boolean isServed(Socket client) throws IOException {
        try {
            client.getOutputStream().write(userAgent.request("OPTIONS", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">").getBytes(ISO_8859_1));
            return client.getInputStream().read() == 'S';
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Nothing comes back to it, but to a ping that is sent after it. */
    private boolean isSilent(UserAgent caller, InetSocketAddress node) throws IOException {
        byte[] register = caller.register(CONTACT).getBytes(ISO_8859_1);
        elsewhere.send(new DatagramPacket(register, register.length, node));
        return ask(caller.request("OPTIONS", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">"), node, elsewhere).contains(" OPTIONS\r\n");
    }

    private static long lockoutsOf(ConfigurableApplicationContext node) {
        return node.getBean(SipNode.class).sources().lockouts().active(Instant.now().getEpochSecond());
    }

    private static int delete(String path, ConfigurableApplicationContext node) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.getEnvironment().getRequiredProperty("local.server.port") + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri).DELETE().header("Authorization", "Bearer " + OPERATOR).timeout(SOON).build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private String ask(String request) throws IOException {
        return ask(request, node().localAddress(), socket);
    }

    private static String received(DatagramChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(65_535);
        return channel.receive(answer) == null ? "" : new String(answer.array(), 0, answer.position(), ISO_8859_1);
    }

    /** The next answer: what the node asks of its own accord is passed over. */
    private static String ask(String request, InetSocketAddress node, DatagramSocket socket) throws IOException {
        send(request, node, socket);
        String received = receive(socket);
        while (received.startsWith("OPTIONS ")) {
            received = receive(socket);
        }
        return received;
    }

    private static void send(String message, InetSocketAddress node, DatagramSocket socket) throws IOException {
        byte[] bytes = message.getBytes(ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, node));
    }

    private static String receive(DatagramSocket socket) throws IOException {
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
