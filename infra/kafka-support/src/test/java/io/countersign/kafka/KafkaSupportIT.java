package io.countersign.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics and tails against a real broker. */
class KafkaSupportIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String TRANSACTIONAL_ID = "kafka-support-it";

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;
    private KafkaSettings settings;

    @BeforeEach
    void startBroker() {
        kafka = EmbeddedKafka.start(folder, 0);
        settings = new KafkaSettings(kafka.bootstrapServers(), 4, (short) 1);
    }

    @AfterEach
    void stopBroker() {
        kafka.close();
    }

    @Test
    void severalServicesProvisionAtTheSameTime() throws Exception {
        try (var executor = Executors.newFixedThreadPool(3)) {
            List<Future<Durability>> verdicts = executor.invokeAll(
                    List.of(this::provision, this::provision, this::provision));
            for (Future<Durability> verdict : verdicts) {
                assertThat(verdict.get().durable()).as(verdict.get().reason()).isTrue();
            }
        }
    }

    @Test
    void saysWhichTopicIsOtherThanTheCatalogue() throws Exception {
        provision();
        alter(Topics.CREDENTIAL_SECRETS, "cleanup.policy", "delete");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThatThrownBy(this::provision)
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("credential.secrets.v1 has cleanup.policy=delete (expected: compact)"));

        KafkaSettings morePartitions = new KafkaSettings(kafka.bootstrapServers(), 12, (short) 1);
        assertThatThrownBy(() -> TopicProvisioner.provision(morePartitions, List.of(Topics.TRUNK_EVENTS), TIMEOUT))
                .hasMessageContaining("trunk.events.v1 has 4 partitions (expected: 12)");
    }

    @Test
    void oneReplicaThatDoesNotFlushIsNotDurable() throws Exception {
        provision();
        alter(Topics.TRUNK_EVENTS, "flush.messages", "1000");

        await().atMost(TIMEOUT).until(() -> !provision().durable());
        Durability verdict = provision();

        assertThat(verdict.reason()).contains("trunk.events.v1").contains("flush.messages=1");
    }

    @Test
    void aTailHoldsTheWholeTopicThenFollowsItAndOutlivesABroker() {
        provision();
        send("key_a", row("acc_1"));
        send("key_b", row("acc_2"));
        abortedSend("key_never", row("acc_3"));
        send("key_a", null);
        Map<String, String> table = new ConcurrentHashMap<>();

        try (TopicTail<ApiKeyRow> tail = tail(table)) {
            await().atMost(TIMEOUT).until(tail::isLoaded);
            assertThat(table).containsExactly(Map.entry("key_b", "acc_2"));

            send("key_c", row("acc_4"));
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(table).containsEntry("key_c", "acc_4"));
            assertThat(tail.positions()).containsKey(new TopicPartition(Topics.API_KEYS.name(), 0));

            restartBroker(tail);
            send("key_d", row("acc_5"));
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(table).containsEntry("key_d", "acc_5"));
            await().atMost(TIMEOUT).until(() -> tail.sinceContact().compareTo(Duration.ofSeconds(2)) < 0);
            assertThat(tail.failure()).isEmpty();
        }
    }

    @Test
    void aTailThatIsLoadingOutlivesABroker() {
        provision();
        send("key_a", row("acc_1"));
        send("key_b", row("acc_2"));
        Map<String, String> table = new ConcurrentHashMap<>();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Topic> topics = List.of(Topics.API_KEYS, Topics.TRUNK_EVENTS);

        try (TopicTail<ApiKeyRow> tail = TopicTail.start(settings, "loading", topics, ApiKeyRow.class, record -> {
            reading.countDown();
            awaitLatch(goOn);
            table.put(record.key(), record.key());
        })) {
            awaitLatch(reading);
            int port = kafka.port();
            kafka.close();
            goOn.countDown();
            await().atMost(TIMEOUT).until(() -> tail.sinceContact().compareTo(Duration.ofSeconds(2)) > 0);
            assertThat(tail.failure()).isEmpty();

            kafka = EmbeddedKafka.start(folder, port);
            await().atMost(TIMEOUT).until(tail::isLoaded);
            send("key_c", row("acc_3"));
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(table).containsOnlyKeys("key_a", "key_b", "key_c"));
        }
    }

    @Test
    void aTailOfAnEmptyTopicIsLoaded() {
        provision();

        try (TopicTail<ApiKeyRow> tail = tail(new ConcurrentHashMap<>())) {
            await().atMost(TIMEOUT).until(tail::isLoaded);
        }
    }

    @Test
    void aListenerThatThrowsEndsTheTailAndTheTailSaysSo() {
        provision();
        send("key_a", row("acc_1"));

        try (TopicTail<ApiKeyRow> tail = TopicTail.start(settings, "failing", List.of(Topics.API_KEYS), ApiKeyRow.class, record -> {
            throw new IllegalStateException("a gap");
        })) {
            await().atMost(TIMEOUT).until(() -> tail.failure().isPresent());
            assertThat(tail.failure()).get().isInstanceOf(IllegalStateException.class);
            assertThat(tail.isLoaded()).isFalse();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Durability provision() {
        return TopicProvisioner.provision(settings, Topics.all(), TIMEOUT);
    }

    private TopicTail<ApiKeyRow> tail(Map<String, String> table) {
        return TopicTail.start(settings, "tail", List.of(Topics.API_KEYS), ApiKeyRow.class, record -> {
            ApiKeyRow value = record.value();
            if (value == null) {
                table.remove(record.key());
            } else {
                table.put(record.key(), value.getAccountId());
            }
        });
    }

    private void restartBroker(TopicTail<ApiKeyRow> tail) {
        int port = kafka.port();
        kafka.close();
        await().atMost(TIMEOUT).until(() -> tail.sinceContact().compareTo(Duration.ofSeconds(2)) > 0);
        kafka = EmbeddedKafka.start(folder, port);
    }

    private void alter(Topic topic, String name, String value) throws Exception {
        try (Admin admin = Admin.create(settings.admin("alter"))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            AlterConfigOp operation = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get();
        }
    }

    private void send(String key, @Nullable ApiKeyRow row) {
        inTransaction(key, row, KafkaProducer::commitTransaction);
    }

    private void abortedSend(String key, ApiKeyRow row) {
        inTransaction(key, row, KafkaProducer::abortTransaction);
    }

    private void inTransaction(
            String key, @Nullable ApiKeyRow row, Consumer<KafkaProducer<String, ApiKeyRow>> end) {
        Map<String, Object> producerSettings = settings.producer("producer");
        producerSettings.put("transactional.id", TRANSACTIONAL_ID);
        try (KafkaProducer<String, ApiKeyRow> producer =
                new KafkaProducer<>(producerSettings, new StringSerializer(), new AvroSerializer<>())) {
            producer.initTransactions();
            producer.beginTransaction();
            var sent = producer.send(new ProducerRecord<>(Topics.API_KEYS.name(), key, row));
            producer.flush();
            assertThat(sent).isDone();
            end.accept(producer);
        }
    }

    private static ApiKeyRow row(String account) {
        return ApiKeyRow.newBuilder()
                .setAccountId(account)
                .setRole("admin")
                .setHash(ByteBuffer.wrap(new byte[32]))
                .build();
    }
}
