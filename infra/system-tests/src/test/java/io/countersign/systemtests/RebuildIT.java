package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.propagation.PropagationTails;
import io.countersign.schemas.Topics;
import io.countersign.sip.SipAuthServiceApplication;
import io.countersign.sip.SipNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * The auth table is built again from the facts while phones register: two query-services as processes, two SIP nodes. Whoever
 * was removed stays outside, also where his secret is still there; whoever may log in never waits; writes go on.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildIT {
    private static final int PARTITIONS = 4;
    private static final int TRUNKS = 8;
    private static final int CREDENTIALS_OF_EACH = 4_000;
    private static final int TRIES = 1_000;
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration REBUILT = Duration.ofMinutes(2);
    private static final String PATH = "/v1/rebuilds/auth-table";
    private static final String OPERATOR = "csk_operator_0123456789012345678901234567890123456789012";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka broker;
    private static KafkaSettings kafka;
    private static FactWriter facts;
    private static List<QueryProcess> queries;
    private static List<ConfigurableApplicationContext> nodes;
    private static Propagation propagation;
    private static PropagationTails tails;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(kafka, Topics.all(), READY);
        MasterKeyset keys = MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        facts = new FactWriter(kafka, keys);
        IntStream.range(0, TRUNKS).forEach(trunk -> facts.trunkWith(CREDENTIALS_OF_EACH));
        queries = List.of(query("query-1"), query("query-2"));
        nodes = List.of(node("sip-1"), node("sip-2"));
        propagation = new Propagation(Clock.systemUTC());
        tails = PropagationTails.start(propagation, kafka, "test");
        queries.forEach(QueryProcess::start);
        queries.forEach(query -> query.awaitReady(READY));
        nodes.forEach(node -> await().atMost(READY)
                .until(() -> node.getBean(SipNode.class).accounts().size() == facts.live().size()));
        await().atMost(READY).until(() -> propagation.memberNames().size() == nodes.size());
    }

    @AfterAll
    static void stop() {
        tails.close();
        propagation.close();
        nodes.forEach(ConfigurableApplicationContext::close);
        queries.forEach(QueryProcess::close);
        facts.close();
        broker.close();
    }

    @Test
    @Order(1)
    void aRebuildNeverOpensADoorNorClosesOne() {
        TableCopy before = new TableCopy(kafka, 1);
        try (Callers callers = new Callers(facts, ports());
                Changes changes = new Changes(facts, ports(), propagation)) {
            callers.awaitTries(TRIES / 10);

            JsonNode begun = queries.getFirst().operator().post(PATH, "").expect(202).json();
            assertThat(begun.get("next").asInt()).isEqualTo(2);
            JsonNode refused = queries.getLast().operator().post(PATH, "").expect(409).json();
            assertThat(refused.at("/error/message").asString()).contains("Generation 2 is being built");

            awaitState(queries.getLast(), 2, "changing");
            callers.awaitTries(TRIES);
            changes.stop();
            awaitNodes(2);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                    assertThat(new TableCopy(kafka, 2).rows()).isEqualTo(new TableCopy(kafka, 1).rows()));
            awaitState(queries.getFirst(), 2, "idle");
            callers.awaitTries(2 * TRIES);
            callers.stop();

            System.out.printf(
                    "rebuild: %d rows; removed: %d tries, %d accepted; live: %d tries, %d refused; %d writes meanwhile: %d receipts,"
                            + " %d not effective in time, %d effective but not in force; slowest receipt %d ms%n",
                    before.rows().size(), callers.triesOfRemoved(), callers.accepted(), callers.triesOfLive(), callers.refused(),
                    changes.done(), changes.effective(), changes.late(), changes.violations(), changes.slowestMillis());
            assertThat(callers.accepted()).isZero();
            assertThat(callers.refused()).isZero();
            assertThat(changes.violations()).isZero();
            assertThat(changes.late()).isZero();
            assertThat(callers.triesOfRemoved()).isGreaterThanOrEqualTo(TRIES);
            assertThat(changes.done()).isGreaterThan(10);
        }
    }

    @Test
    @Order(2)
    void aRebuildGoesOnAfterEveryQueryServiceWasKilledInTheMiddle() {
        try (Callers callers = new Callers(facts, ports())) {
            queries.getLast().operator().post(PATH, "").expect(202);
            await().atMost(REBUILT).pollInterval(Duration.ofMillis(20)).until(() -> status(queries.getFirst()).path("done").asLong() > 0);
            JsonNode atKill = status(queries.getFirst());
            assertThat(atKill.get("state").asString()).isEqualTo("running");
            queries.forEach(QueryProcess::kill);
            queries.forEach(QueryProcess::start);

            queries.forEach(query -> query.awaitReady(READY));
            awaitState(queries.getFirst(), 3, "idle");
            awaitNodes(3);
            callers.awaitTries(TRIES);
            callers.stop();

            System.out.printf(
                    "rebuild killed at %s %%; removed: %d tries, %d accepted; live: %d tries, %d refused%n",
                    atKill.get("percent").asString(), callers.triesOfRemoved(), callers.accepted(), callers.triesOfLive(), callers.refused());
            assertThat(callers.accepted()).isZero();
            assertThat(callers.refused()).isZero();
            assertThat(new TableCopy(kafka, 3).rows()).isEqualTo(new TableCopy(kafka, 2).rows());
        }
    }

    @Test
    @Order(3)
    void aRebuildThatIsGivenUpLeavesEverythingAsItWas() {
        queries.getFirst().operator().post(PATH, "").expect(202);
        queries.getLast().operator().delete(PATH).expect(200);

        JsonNode after = status(queries.getLast());
        assertThat(after.get("generation").asInt()).isEqualTo(3);
        assertThat(after.get("state").asString()).isEqualTo("idle");
        queries.getLast().operator().delete(PATH).expect(409);
        queries.getFirst().operator().post("/v1/rebuilds/nothing", "").expect(404);
        nodes.forEach(node -> assertThat(node.getBean(SipNode.class).accounts().problem()).isEmpty());
    }

    private static void awaitState(QueryProcess query, int generation, String state) {
        await().atMost(REBUILT).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            JsonNode now = status(query);
            assertThat(now.get("generation").asInt()).as(now.toString()).isEqualTo(generation);
            assertThat(now.get("state").asString()).as(now.toString()).isEqualTo(state);
        });
    }

    private static JsonNode status(QueryProcess query) {
        return query.operator().get(PATH).expect(200).json();
    }

    private static void awaitNodes(int generation) {
        await().atMost(REBUILT).until(() -> propagation.membersBefore(generation).isEmpty());
    }

    private static List<Integer> ports() {
        return nodes.stream()
                .map(node -> node.getBean(SipNode.class).localAddress().getPort())
                .toList();
    }

    private static QueryProcess query(String name) {
        return new QueryProcess(name, folder, OPERATOR, Map.of(
                "COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "COUNTERSIGN_KAFKA_PARTITIONS", Integer.toString(PARTITIONS),
                "COUNTERSIGN_KAFKA_REPLICATION_FACTOR", "1"));
    }

    private static ConfigurableApplicationContext node(String name) {
        return new SpringApplicationBuilder(SipAuthServiceApplication.class)
                .properties(Map.of("spring.config.name", "sip-auth-service"))
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=" + name,
                        "--countersign.master-key-file=" + folder.resolve("master.keyset"),
                        "--countersign.sip.domain=" + FactWriter.BASE,
                        "--countersign.sip.port=0",
                        "--countersign.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.kafka.partitions=" + PARTITIONS,
                        "--countersign.kafka.replication-factor=1");
    }
}
