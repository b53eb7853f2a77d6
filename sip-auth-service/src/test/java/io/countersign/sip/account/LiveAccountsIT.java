package io.countersign.sip.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations on a real broker: which one serves, and what happens when the next one or the pointer can't be read. */
@SuppressWarnings("NullAway.Init") // start() runs before every test
class LiveAccountsIT {
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final String TRUNK = "trunk_abc";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<AppliedPosition> positions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failingOpenings = new AtomicInteger();
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private KafkaProducer<String, @Nullable SpecificRecord> producer;

    @BeforeEach
    void start() {
        broker = EmbeddedKafka.start(folder, 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), 1, (short) 1);
        TopicProvisioner.provision(
                kafka,
                List.of(Topics.AUTH_GENERATION, Topics.CREDENTIAL_SECRETS, Topics.authTable(1), Topics.authTable(2), Topics.authTable(3)),
                SOON);
        producer = new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new AvroSerializer<>());
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void aLoadingGenerationEndsNothingAndTheSwapEndsWhatItDoesNotHave() throws Exception {
        user(1, "alice", "cred_1");
        user(1, "bob", "cred_2");
        point(1);
        try (LiveAccounts accounts = accounts(LONG)) {
            await().atMost(SOON).until(() -> accounts.size() == 2);
            user(2, "alice", "cred_1");
            send(Topics.authTable(2), RecordKeys.authAccount(DOMAIN, "alice"), null);
            user(2, "alice", "cred_1");
            point(2);

            await().atMost(SOON).until(() -> positions.stream().anyMatch(position -> position.generation() == 2));
            await().atMost(SOON).until(() -> ended.contains("cred_2"));

            assertThat(ended).containsExactly("cred_2");
            assertThat(accounts.problem()).isEmpty();
        }
    }

    @Test
    void aTableAgesFromTheMomentThePointerNamesAGenerationThatCannotBeLoaded() throws Exception {
        user(1, "alice", "cred_1");
        point(1);
        try (LiveAccounts accounts = accounts(SHORT)) {
            await().atMost(SOON).until(accounts::isReady);
            sendUnreadable(Topics.authTable(2));
            point(2);

            await().atMost(SOON).until(() -> accounts.problem().orElse("").contains("generation 2 of the auth table can't be loaded"));
            await().atMost(SOON).until(() -> !accounts.isReady());

            assertThat(accounts.tableAgeSeconds()).isGreaterThanOrEqualTo(SHORT.toSeconds());
            point(3);
            await().atMost(SOON).until(accounts::isReady);
            await().atMost(SOON).until(() -> accounts.problem().isEmpty());
        }
    }

    @Test
    void aGenerationNeverGoesBackAlsoAfterARestart() throws Exception {
        user(2, "alice", "cred_1");
        user(1, "mallory", "cred_2");
        point(1);
        point(2);
        point(1);
        try (LiveAccounts accounts = accounts(LONG)) {
            await().atMost(SOON).until(() -> positions.stream().anyMatch(position -> position.generation() == 2));
            point(1);
            user(1, "mallory", "cred_2");
            user(2, "bob", "cred_3");

            await().atMost(SOON).until(() -> accounts.size() == 2);
            assertThat(positions).extracting(AppliedPosition::generation).containsOnly(2);
        }
    }

    @Test
    void aGenerationThatIsLateServesOnlyWhenItHasWhatTheFormerOneHas() throws Exception {
        user(1, "alice", "cred_1");
        policy(1, 2);
        send(Topics.authTable(1), RecordKeys.authAccount(DOMAIN, "alice"), null);
        policy(1, 3);
        point(1);
        try (LiveAccounts accounts = accounts(LONG)) {
            await().atMost(SOON).until(accounts::isReady);
            user(2, "alice", "cred_1");
            policy(2, 2);
            point(2);
            user(1, "bob", "cred_2");
            await().atMost(SOON).until(() -> accounts.size() == 1);
            send(Topics.authTable(2), RecordKeys.authAccount(DOMAIN, "alice"), null);
            assertThat(positions).extracting(AppliedPosition::generation).containsOnly(1);

            user(2, "bob", "cred_2");
            policy(2, 3);

            await().atMost(SOON).until(() -> positions.stream().anyMatch(position -> position.generation() == 2));
            assertThat(accounts.size()).isEqualTo(1);
            assertThat(ended).isEmpty();
        }
    }

    @Test
    void aTableAgesFromTheMomentThePointerCannotBeFollowed() throws Exception {
        point(1);
        try (LiveAccounts accounts = accounts(SHORT)) {
            await().atMost(SOON).until(accounts::isReady);

            sendUnreadable(Topics.AUTH_GENERATION);

            await().atMost(SOON).until(() -> accounts.problem().orElse("").contains("pointer"));
            await().atMost(SOON).until(() -> !accounts.isReady());
        }
    }

    @Test
    void aGenerationThatFailedIsLoadedAgain() throws Exception {
        failingOpenings.set(2);
        user(1, "alice", "cred_1");
        point(1);
        try (LiveAccounts accounts = accounts(LONG)) {
            await().atMost(SOON).until(() -> accounts.isReady() && accounts.size() == 1);
            assertThat(failingOpenings).hasNonPositiveValue();
            await().atMost(SOON).until(() -> accounts.problem().isEmpty());
        }
    }

    private LiveAccounts accounts(Duration maxTableAge) {
        return LiveAccounts.start(kafka, "node-1", this::open, maxTableAge, account -> ended.add(account.credentialId()), positions::add);
    }

    private byte[] open(byte[] sealed, byte[] associatedData) {
        if (failingOpenings.getAndDecrement() > 0) {
            throw new IllegalStateException("not yet");
        }
        return sealed;
    }

    private void user(int generation, String username, String credential) throws Exception {
        ByteBuffer secret = ByteBuffer.wrap(TableAccounts.secret(DOMAIN, username, "correct horse"));
        send(Topics.CREDENTIAL_SECRETS, RecordKeys.secret(TRUNK, credential, 1), new SealedSecret(secret));
        send(
                Topics.authTable(generation),
                RecordKeys.authAccount(DOMAIN, username),
                new AuthAccountRow("acc_1", TRUNK, credential, List.of(1), 1L));
    }

    private void policy(int generation, long version) throws Exception {
        send(
                Topics.authTable(generation),
                RecordKeys.authPolicy(DOMAIN),
                new AuthPolicyRow("acc_1", TRUNK, "credential", List.of("MD5"), version));
    }

    private void point(int generation) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        send(Topics.AUTH_GENERATION, Topics.GENERATION_KEY, new AuthGeneration(generation, now));
    }

    private void send(Topic topic, String key, @Nullable SpecificRecord value) throws Exception {
        producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get(10, TimeUnit.SECONDS);
    }

    private void sendUnreadable(Topic topic) throws Exception {
        try (KafkaProducer<String, byte[]> raw =
                new KafkaProducer<>(kafka.producer("raw"), new StringSerializer(), new ByteArraySerializer())) {
            raw.send(new ProducerRecord<>(topic.name(), 0, "key", new byte[] {9, 9, 9})).get(10, TimeUnit.SECONDS);
        }
    }
}
