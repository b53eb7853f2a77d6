package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.TestClient.Account;
import io.countersign.command.relay.KafkaContent;
import io.countersign.embedded.EmbeddedKafka;
import io.countersign.embedded.EmbeddedPostgresql;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two instances as processes of their own that are killed and stopped, and the servers they need that go and come back,
 * while writes go on. The cases follow each other on one store; the last one compares it with Kafka.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayTakeOverIT {
    /** With {@code -Plong} more; alone on an idle machine. */
    private static final boolean IS_LONG = Boolean.getBoolean("countersign.long");

    private static final int KILLS = Integer.getInteger("countersign.relay.kills", IS_LONG ? 20 : 3);
    private static final int STOPS = Integer.getInteger("countersign.relay.stops", IS_LONG ? 10 : 3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The contract's: always the median's, and in the long run the longest one's. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(2);
    /** In verify other modules' tests take the same two cores, each for seconds at a time: what the longest may be then. */
    private static final Duration LONGEST = IS_LONG ? TAKEN_OVER_WITHIN : TAKEN_OVER_WITHIN.multipliedBy(2);

    /** Longer than PostgreSQL lets any transaction be. */
    private static final Duration STOPPED = Duration.ofSeconds(6);
    /** How long the answer that shows a key waits for the relay. */
    private static final Duration RELAYED_WITHIN = Duration.ofSeconds(3);

    @TempDir
    private static Path folder;

    /** When a trunk's first event was read from Kafka, by {@link System#nanoTime}. */
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    private EmbeddedKafka broker;
    private EmbeddedPostgresql postgresql;
    private KafkaSettings kafka;
    private TopicTail<TrunkEventEnvelope> tail;
    private ServiceProcess one;
    private ServiceProcess two;
    private Account account;
    private SteadyWrites writes;
    private String credentials = "";

    @BeforeAll
    void start() {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        postgresql = EmbeddedPostgresql.start(folder.resolve("postgresql"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), 4, (short) 1);
        MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        one = ServiceProcess.start("one", settings(), folder);
        two = ServiceProcess.start("two", settings(), folder);
        awaitReady();
        tail = TopicTail.start(kafka, "test-arrivals", List.of(Topics.TRUNK_EVENTS), TrunkEventEnvelope.class, record -> {
            if (record.value() != null && record.value().getSequence() == 1) {
                arrivals.putIfAbsent(record.key(), System.nanoTime());
            }
        });
        account = one.client.newAccount();
        credentials = one.client.newTrunkCredentials(account);
        writes = SteadyWrites.start(account, one.client.newTrunkCredentials(account), List.of(one.client, two.client));
    }

    @AfterAll
    void end() {
        writes.close();
        tail.close();
        one.close();
        two.close();
        postgresql.close();
        broker.close();
    }

    @Test
    @Order(1)
    void theOtherInstanceRelaysWhenTheLeaderIsKilled() {
        List<Long> takeOvers = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            ServiceProcess leader = leader();
            ServiceProcess other = otherThan(leader);
            writes.goOnAt(List.of(other.client));
            long begin = System.nanoTime();
            leader.kill();
            takeOvers.add(relayedAfter(begin, other));
            replace(leader);
            awaitReady();
            writes.goOnAt(List.of(one.client, two.client));
        }
        check("kill -9", takeOvers);
    }

    @Test
    @Order(2)
    void theOtherInstanceRelaysWhenTheLeaderIsStoppedAndTheWokenOneFollows() throws SQLException {
        List<Long> takeOvers = new ArrayList<>();
        for (int round = 0; round < STOPS; round++) {
            ServiceProcess leader = leader();
            ServiceProcess other = otherThan(leader);
            writes.goOnAt(List.of(leader.client));
            Connection lock = letNoWriteEndAt(leader, "inside-" + round);
            long begin = System.nanoTime();
            leader.stop();
            lock.close();
            writes.goOnAt(List.of(other.client));
            takeOvers.add(relayedAfter(begin, other));
            await().atMost(PATIENCE).until(() -> System.nanoTime() - begin > STOPPED.toNanos());
            leader.wake();
            await().atMost(PATIENCE).until(() -> leader.relayState().equals("FOLLOWING") && other.relayState().equals("LEADING"));
            assertThat(relayedAfter(System.nanoTime(), leader)).isPositive();
            writes.goOnAt(List.of(one.client, two.client));
        }
        check("SIGSTOP", takeOvers);
    }

    @Test
    @Order(3)
    void writesAreAcknowledgedWhileTheBrokerIsAwayAndRelayedWhenItIsBack() {
        ServiceProcess leader = leader();
        int port = broker.port();
        broker.close();
        String trunk = one.client.newTrunk(account);
        assertThat(timeToShowAKey(two)).isBetween(RELAYED_WITHIN, RELAYED_WITHIN.plusSeconds(2)); // waits for the relay, then is given all the same
        assertThat(timeToShowAKey(one)).as("the same answer again").isBetween(RELAYED_WITHIN, RELAYED_WITHIN.plusSeconds(2));

        await().atMost(PATIENCE).until(() -> !leader.isReady()); // what is committed doesn't get to Kafka
        assertThat(health(leader).at("/components/relay/status").stringValue()).isEqualTo("DOWN");
        assertThat(health(leader).at("/components/relay/details/silenceMillis").longValue()).isPositive();
        assertThat(health(leader).at("/components/db/status").stringValue()).isEqualTo("UP");
        assertThat(otherThan(leader).isReady()).as("the other one decides and stores").isTrue();
        String late = two.client.newTrunk(account);

        broker = EmbeddedKafka.start(folder.resolve("kafka"), port);
        await().atMost(PATIENCE).until(() -> arrivals.containsKey(trunk) && arrivals.containsKey(late));
        awaitReady();
    }

    @Test
    @Order(4)
    void writesAreRefusedForNowWhilePostgresqlIsAwayAndTheRelayGoesOnWhenItIsBack() throws IOException {
        int port = postgresql.port();
        postgresql.close();
        for (ServiceProcess each : List.of(one, two)) {
            HttpResponse<String> refused = each.client.post(account.path("/trunks"), account.secret(), TestClient.TRUNK);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(TestClient.errorCode(refused)).isEqualTo("UNAVAILABLE");
            assertThat(each.client.isReady()).isFalse();
            assertThat(health(each).at("/components/db/status").stringValue()).isEqualTo("DOWN");
            assertThat(each.hasLogged("store.unavailable request_id=")).as("the log says why").isTrue();
        }
        two.kill();
        replace(two);
        await("an instance that starts meanwhile waits").atMost(PATIENCE).until(() -> two.hasLogged("Connection error"));

        postgresql = EmbeddedPostgresql.start(folder.resolve("postgresql"), port);
        awaitReady();
        for (ServiceProcess each : List.of(one, two)) {
            assertThat(relayedAfter(System.nanoTime(), each)).isPositive();
        }
    }

    @Test
    @Order(5)
    void afterAllThatKafkaHoldsWhatTheStoreHoldsInItsOrder() {
        writes.close();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(postgresql.jdbcUrl());
        source.setUser(postgresql.username());
        source.setPassword(postgresql.password());
        JdbcClient jdbc = JdbcClient.create(source);

        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(KafkaContent.read(kafka).trunkSequences()).isEqualTo(KafkaContent.sequencesIn(jdbc)));
        List<String> acknowledged = writes.acknowledged();
        long stored = jdbc.sql("select count(*) from command.secret where credential_id = any(?)")
                .param(acknowledged.toArray(String[]::new))
                .query(Long.class)
                .single();
        System.out.println("steady writes: acknowledged=" + acknowledged.size() + " lost=" + (acknowledged.size() - stored));
        assertThat(acknowledged).hasSizeGreaterThan(100);
        assertThat(stored).isEqualTo(acknowledged.size());
    }

    /** Of one and the same request. */
    private Duration timeToShowAKey(ServiceProcess process) {
        long begin = System.nanoTime();
        TestClient.created(process.client.post(
                account.path("/api-keys"), account.secret(), "{\"name\":\"ci\",\"role\":\"read\"}", "Idempotency-Key", "while-kafka-is-away"));
        Duration shown = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println("a new key's answer while Kafka is away: ms=" + shown.toMillis());
        return shown;
    }

    /** The lock that keeps a write at that instance within its transaction; two clients wait for it, one of them only there. */
    private Connection letNoWriteEndAt(ServiceProcess process, String username) throws SQLException {
        Connection lock = DriverManager.getConnection(postgresql.jdbcUrl(), postgresql.username(), postgresql.password());
        lock.setAutoCommit(false);
        try (Statement statement = lock.createStatement()) {
            statement.execute("lock table command.secret in exclusive mode");
            var _ = process.client.postAsync(credentials, account.secret(), TestClient.credential(username));
            await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> waitingForSecrets(statement) == 2);
        }
        return lock;
    }

    private static int waitingForSecrets(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select count(*) from pg_locks where not granted and relation = 'command.secret'::regclass")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static JsonNode health(ServiceProcess process) {
        return TestClient.json(process.client.get("/actuator/health"));
    }

    private ServiceProcess leader() {
        await().atMost(PATIENCE).until(() -> one.relayState().equals("LEADING") ^ two.relayState().equals("LEADING"));
        return one.relayState().equals("LEADING") ? one : two;
    }

    private ServiceProcess otherThan(ServiceProcess process) {
        return process == one ? two : one;
    }

    private void replace(ServiceProcess dead) {
        ServiceProcess next = ServiceProcess.start(dead.node, settings(), folder);
        if (dead == one) {
            one = next;
        } else {
            two = next;
        }
    }

    /** Writes at that instance, and waits until it can be read from Kafka: so many milliseconds after the beginning. */
    private long relayedAfter(long beginNanos, ServiceProcess writer) {
        String trunk = writer.client.newTrunk(account);
        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> arrivals.containsKey(trunk));
        return Duration.ofNanos(arrivals.getOrDefault(trunk, 0L) - beginNanos).toMillis();
    }

    private void awaitReady() {
        await().atMost(PATIENCE).until(() -> one.isReady() && two.isReady());
    }

    private static void check(String what, List<Long> takeOvers) {
        List<Long> sorted = takeOvers.stream().sorted().toList();
        long median = sorted.get(sorted.size() / 2);
        System.out.println("relay take-over after " + what + ": rounds=" + sorted.size() + " median ms=" + median + " max ms=" + sorted.getLast()
                + " all=" + takeOvers);
        assertThat(median).isLessThan(TAKEN_OVER_WITHIN.toMillis());
        assertThat(sorted.getLast()).isLessThan(LONGEST.toMillis());
    }

    private Map<String, String> settings() {
        return Map.of(
                "COUNTERSIGN_HTTP_ADDRESS", "127.0.0.1",
                "COUNTERSIGN_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "COUNTERSIGN_KAFKA_PARTITIONS", "4",
                "COUNTERSIGN_KAFKA_REPLICATION_FACTOR", "1",
                "COUNTERSIGN_POSTGRES_URL", postgresql.jdbcUrl(),
                "COUNTERSIGN_POSTGRES_USERNAME", postgresql.username(),
                "COUNTERSIGN_POSTGRES_PASSWORD", postgresql.password(),
                "COUNTERSIGN_MASTER_KEY_FILE", folder.resolve("master.keyset").toString(),
                "COUNTERSIGN_TOKEN_KEY_FILE", folder.resolve("token.keyset").toString(),
                "COUNTERSIGN_OPERATOR_KEY", TestClient.OPERATOR);
    }
}
