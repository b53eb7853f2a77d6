package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.TestClient.Account;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.rest.propagation.Propagation;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.node.NodePosition;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code Prefer: wait} with two SIP nodes, at both instances. The records are what the fold and the nodes would write. */
@ExtendWith(TwoInstances.Shared.class)
class ReceiptsIT {
    private static final String A = "sip-a";
    private static final String B = "sip-b";
    private static final int PARTITIONS = 4;

    private final TwoInstances instances;
    private final List<TestClient> clients;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final Account account;

    ReceiptsIT(TwoInstances instances) {
        this.instances = instances;
        this.clients = List.of(instances.one, instances.two);
        this.producer = new KafkaProducer<>(
                instances.kafka().producer("test-nodes"), new StringSerializer(), new AvroSerializer<SpecificRecord>());
        this.account = instances.one.newAccount();
    }

    @BeforeEach
    void startGeneration() {
        TopicProvisioner.provision(instances.kafka(), List.of(Topics.authTable(1)), Duration.ofSeconds(30));
        send(Topics.AUTH_GENERATION, 0, Topics.GENERATION_KEY, AuthGeneration.newBuilder().setGeneration(1).setAt(Instant.now()).build());
    }

    @AfterEach
    void signOff() {
        report(A, Map.of(), true);
        report(B, Map.of(), true);
        awaitMembers();
        producer.close();
    }

    @Test
    void withoutANodeItSaysSoAtOnce() {
        for (TestClient client : clients) {
            long begin = System.nanoTime();
            HttpResponse<String> created = client.post(account.path("/trunks"), account.secret(), TestClient.TRUNK, "Prefer", "wait=10");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThatReceiptIs(created, "false; waiting=none");
        }
    }

    @Test
    void itIsEffectiveOnceEveryNodeHasAppliedItWhicheverInstanceIsAsked() {
        for (TestClient client : clients) {
            join(A, B);
            Trunk trunk = newTrunk();
            CompletableFuture<HttpResponse<String>> sent = create(client, trunk, "pbx", "wait=10");
            awaitCommitted(trunk, 2);
            long applied = fold(trunk, 2) + 1;
            report(A, Map.of(trunk.partition(), applied), false);
            assertThat(sent).isNotDone(); // B has not applied it
            report(B, Map.of(trunk.partition(), applied), false);

            assertThatReceiptIs(TestClient.answer(sent), "true");
        }
    }

    @Test
    void aSilentNodeIsNamedAndOneThatSignsOffIsNotWaitedFor() {
        for (TestClient client : clients) {
            join(A, B);
            Trunk trunk = newTrunk();
            CompletableFuture<HttpResponse<String>> sent = create(client, trunk, "pbx", "wait=2");
            awaitCommitted(trunk, 2);
            report(A, Map.of(trunk.partition(), fold(trunk, 2) + 1), false);
            HttpResponse<String> created = TestClient.answer(sent);
            assertThatReceiptIs(created, "false; waiting=" + B);

            String location = created.headers().firstValue("Location").orElseThrow();
            CompletableFuture<HttpResponse<String>> gone = CompletableFuture.supplyAsync(
                    () -> client.delete(location, account.secret(), "Prefer", "wait=10"));
            awaitCommitted(trunk, 3);
            report(A, Map.of(trunk.partition(), fold(trunk, 3) + 1), false);
            assertThat(gone).isNotDone();
            report(B, Map.of(), true);
            HttpResponse<String> deleted = TestClient.answer(gone);
            assertThat(deleted.statusCode()).isEqualTo(204);
            assertThat(deleted.headers().firstValue("Effective")).hasValue("true");
        }
    }

    @Test
    void whatTheFoldHasNotSeenWaitsForAllAndARepeatedAnswerGetsAReceiptOfItsOwn() {
        join(A, B);
        Trunk trunk = newTrunk();
        HttpResponse<String> created = TestClient.answer(create(instances.one, trunk, "pbx", "wait=1"));
        assertThatReceiptIs(created, "false; waiting=" + A + "," + B);

        long applied = fold(trunk, 2) + 1;
        report(A, Map.of(trunk.partition(), applied), false);
        report(B, Map.of(trunk.partition(), applied), false);
        HttpResponse<String> again = TestClient.answer(create(instances.two, trunk, "pbx", "wait=10"));
        assertThatReceiptIs(again, "true");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @Test
    void aWriteWithoutAnAuthRowDoesNotWait() {
        join(A, B);
        HttpResponse<String> key = TestClient.created(instances.two.post(
                account.path("/api-keys"), account.secret(), "{\"name\":\"ci\",\"role\":\"read\"}", "Prefer", "wait=10"));
        assertThat(key.headers().firstValue("Preference-Applied")).isEmpty();
        assertThat(key.headers().firstValue("Effective")).isEmpty();
    }

    private static void assertThatReceiptIs(HttpResponse<String> response, String effective) {
        TestClient.created(response);
        assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait");
        assertThat(response.headers().firstValue("Effective")).hasValue(effective);
    }

    private Trunk newTrunk() {
        return new Trunk(instances.one.newTrunk(account));
    }

    private CompletableFuture<HttpResponse<String>> create(TestClient client, Trunk trunk, String username, String prefer) {
        return client.postAsync(
                account.path("/trunks/" + trunk.id() + "/credentials"), account.secret(), TestClient.credential(username),
                "Prefer", prefer, "Idempotency-Key", trunk.id());
    }

    private void awaitCommitted(Trunk trunk, long version) {
        await().atMost(TwoInstances.PATIENCE)
                .until(() -> instances.count("select count(*) from command.event where aggregate_id = '" + trunk.id() + "'") == version);
    }

    private void join(String... nodes) {
        for (String node : nodes) {
            report(node, Map.of(), false);
        }
        awaitMembers(nodes);
    }

    private void awaitMembers(String... nodes) {
        for (Propagation propagation : List.of(instances.beanOfOne(Propagation.class), instances.beanOfTwo(Propagation.class))) {
            await().atMost(TwoInstances.PATIENCE).until(() -> propagation.memberNames().equals(List.of(nodes)));
        }
    }

    /** Writes the trunk's policy row of that version; gives its offset. */
    private long fold(Trunk trunk, long version) {
        AuthPolicyRow row = AuthPolicyRow.newBuilder()
                .setAccountId(account.id())
                .setTrunkId(trunk.id())
                .setAuthType("credential")
                .setDigestAlgorithms(List.of("MD5"))
                .setTrunkVersion(version)
                .build();
        return send(Topics.authTable(1), trunk.partition(), RecordKeys.authPolicy(trunk.id().replace('_', '-') + ".sip.localhost"), row);
    }

    private void report(String node, Map<Integer, Long> applied, boolean signedOff) {
        Map<String, Long> offsets = new HashMap<>();
        applied.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
        send(Topics.NODE_POSITIONS, 0, node, NodePosition.newBuilder()
                .setIncarnation("i")
                .setGeneration(1)
                .setAppliedOffsets(offsets)
                .setSignedOff(signedOff)
                .setAt(Instant.now())
                .build());
    }

    private long send(Topic topic, int partition, String key, SpecificRecord value) {
        try {
            return producer.send(new ProducerRecord<>(topic.name(), partition, key, value)).get(20, TimeUnit.SECONDS).offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private record Trunk(String id) {
        int partition() {
            return TrunkPartition.of(id, PARTITIONS);
        }
    }
}
