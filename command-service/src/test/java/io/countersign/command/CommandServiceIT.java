package io.countersign.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.aggregate.SnapshotFirstEngine;
import io.countersign.command.execution.CommandExecutor;
import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two instances of the real service on one PostgreSQL and one broker, driven over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandServiceIT {
    private static final String OPERATOR = "csk_operator_0123456789abcdefghijklmnopqrstuvwxyz0123456";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedKafka broker;
    /** Closed with the others: they share Reactor's threads, which end with the first. */
    private final List<ConfigurableApplicationContext> startedLater = new ArrayList<>();
    private TestServers.Database database;
    private ConfigurableApplicationContext one;
    private ConfigurableApplicationContext two;

    @BeforeAll
    void start() {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        TokenKeyset.loadOrCreate(folder.resolve("token.keyset"));
        database = TestServers.newDatabase();
        one = instance("one", database);
        two = instance("two", database);
        assertThat(get(one, "/actuator/health/readiness").statusCode()).isEqualTo(503); // no auth table, so no receipts
        startGeneration();
        await().atMost(PATIENCE).until(() -> get(one, "/actuator/health/readiness").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> get(two, "/actuator/health/readiness").statusCode() == 200);
    }

    @AfterAll
    void stop() {
        one.close();
        two.close();
        startedLater.forEach(ConfigurableApplicationContext::close);
        broker.close();
    }

    @Test
    void answersTheDocumentedCallsAsTheyAreDocumented() {
        Account account = newAccount();
        String trunk = newTrunk(one, account);
        String credentials = "/v1/account/" + account.id() + "/trunks/" + trunk + "/credentials";

        HttpResponse<String> created = post(
                one, credentials, account.secret(), "{\"username\":\"pbx-prod-01\",\"password\":\"xK7-quiet-lantern-93-vole\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode body = json(created);
        assertThat(body.propertyNames()).containsExactly("id", "trunk_id", "username", "created_at");
        assertThat(body.get("trunk_id").stringValue()).isEqualTo(trunk);
        assertThat(created.headers().firstValue("ETag")).hasValue("\"2\"");
        assertThat(created.headers().firstValue("Consistency-Token")).isPresent();
        String location = created.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo(credentials + "/" + body.get("id").stringValue());

        HttpResponse<String> deleted = delete(two, location, account.secret());
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(delete(one, location, account.secret()).statusCode()).isEqualTo(404);
        assertThat(rows("select count(*) from command.secret where owner = '" + trunk + "'")).isZero();
    }

    @Test
    void warnsOfAWeakPasswordAndTakesIt() {
        Account account = newAccount();
        HttpResponse<String> created = post(
                one, "/v1/account/" + account.id() + "/trunks/" + newTrunk(one, account) + "/credentials", account.secret(),
                "{\"username\":\"pbx\",\"password\":\"password\",\"description\":\"lobby\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).propertyNames()).containsExactly("id", "trunk_id", "username", "created_at", "description", "warnings");
        assertThat(json(created).get("warnings").get(0).stringValue()).contains("12 recommended");
    }

    @Test
    void namesEachFieldThatIsWrong() {
        Account account = newAccount();
        HttpResponse<String> refused = post(
                one, "/v1/account/" + account.id() + "/trunks", account.secret(),
                "{\"auth_type\":\"ip\",\"digest_algorithms\":[\"MD5\",\"MD5\"],\"surprise\":1}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("error").get("code").stringValue()).isEqualTo("VALIDATION_FAILED");
        assertThat(refused.body()).contains("\"name\"", "\"auth_type\"", "\"digest_algorithms\"", "\"surprise\"");
    }

    @Test
    void showsNothingOfAnotherAccount() {
        Account owner = newAccount();
        Account stranger = newAccount();
        String trunk = newTrunk(one, owner);
        String body = "{\"username\":\"pbx\",\"password\":\"xK7-quiet-lantern-93-vole\"}";

        HttpResponse<String> foreign =
                post(one, "/v1/account/" + stranger.id() + "/trunks/" + trunk + "/credentials", stranger.secret(), body);
        HttpResponse<String> missing =
                post(one, "/v1/account/" + stranger.id() + "/trunks/trunk_000000000000/credentials", stranger.secret(), body);

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(missing.body());
    }

    @Test
    void letsOneOf64ConcurrentCreatesOnTwoInstancesWin() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/trunks/" + newTrunk(one, account) + "/credentials";
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            HttpRequest request = request(i % 2 == 0 ? one : two, path, account.secret())
                    .POST(HttpRequest.BodyPublishers.ofString("{\"username\":\"same\",\"password\":\"xK7-quiet-lantern-93-vole\"}"))
                    .build();
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses = answers.stream().map(answer -> answer.join().statusCode()).sorted().toList();

        assertThat(statuses.getFirst()).isEqualTo(201);
        assertThat(statuses.subList(1, 64)).containsOnly(409);
    }

    @Test
    void seesWhatTheOtherInstanceWroteAfterItsOwnSnapshot() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/trunks/" + newTrunk(one, account) + "/credentials";
        String body = "{\"username\":\"shared\",\"password\":\"xK7-quiet-lantern-93-vole\"}";
        String location = post(one, path, account.secret(), body).headers().firstValue("Location").orElseThrow();

        assertThat(delete(two, location, account.secret()).statusCode()).isEqualTo(204);
        assertThat(post(one, path, account.secret(), body).statusCode()).isEqualTo(201);
        assertThat(post(two, path, account.secret(), body).statusCode()).isEqualTo(409);
    }

    @Test
    void givesTheFirstAnswerAgainUnderTheSameIdempotencyKey() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/api-keys";
        HttpResponse<String> first = post(one, path, account.secret(), "{\"name\":\"ci\",\"role\":\"read\"}", "Idempotency-Key", "k1");
        HttpResponse<String> again = post(two, path, account.secret(), "{\"name\":\"ci\",\"role\":\"read\"}", "Idempotency-Key", "k1");
        HttpResponse<String> other = post(two, path, account.secret(), "{\"name\":\"cd\",\"role\":\"read\"}", "Idempotency-Key", "k1");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).get("error").get("code").stringValue()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        String secret = json(first).get("secret").stringValue();
        assertThat(rows("select count(*) from command.idempotent_answer where position('" + secret + "'::bytea in answer) > 0")).isZero();
    }

    @Test
    void concurrentRequestsWithOneIdempotencyKeyHaveOneEffect() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/api-keys";
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            HttpRequest request = request(i % 2 == 0 ? one : two, path, account.secret(), "Idempotency-Key", "at-once")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"ci\",\"role\":\"read\"}"))
                    .build();
            sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> answers = sent.stream().map(answer -> answer.orTimeout(30, SECONDS).join()).toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsAnyOf(201).isSubsetOf(201, 409);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201).map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(rows("select count(*) from command.api_key where account_id = '" + account.id() + "'")).isEqualTo(2);
    }

    @Test
    void givesTheFirstAnswerAgainAfterARestart() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/api-keys";
        String body = "{\"name\":\"ci\",\"role\":\"read\"}";
        HttpResponse<String> first = post(one, path, account.secret(), body, "Idempotency-Key", "before");
        ConfigurableApplicationContext restarted = instance("restarted", database);
        startedLater.add(restarted);
        await().atMost(PATIENCE).until(() -> get(restarted, "/actuator/health/readiness").statusCode() == 200);
        HttpResponse<String> again = post(restarted, path, account.secret(), body, "Idempotency-Key", "before");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @Test
    void decidesARefusedRequestAnewUnderTheSameIdempotencyKey() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/trunks/" + newTrunk(one, account) + "/credentials";
        String body = "{\"username\":\"pbx\",\"password\":\"xK7-quiet-lantern-93-vole\"}";
        String location = post(one, path, account.secret(), body).headers().firstValue("Location").orElseThrow();

        assertThat(post(one, path, account.secret(), body, "Idempotency-Key", "again").statusCode()).isEqualTo(409);
        assertThat(delete(one, location, account.secret()).statusCode()).isEqualTo(204);
        HttpResponse<String> created = post(two, path, account.secret(), body, "Idempotency-Key", "again");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void saysWhenToComeAgainWhenItIsFull() throws Exception {
        Account account = newAccount();
        CommandExecutor executor = two.getBean(CommandExecutor.class);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> inside = new ArrayList<>();
        do {
            inside.add(executor.submit("trunk_" + inside.size(), () -> waitFor(go)));
        } while (!inside.getLast().isCompletedExceptionally());

        HttpResponse<String> refused = post(two, "/v1/account/" + account.id() + "/trunks", account.secret(), TRUNK);
        go.countDown();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        inside.removeLast();
        for (CompletableFuture<Boolean> command : inside) {
            assertThat(command.get(10, SECONDS)).isTrue();
        }
        assertThat(post(two, "/v1/account/" + account.id() + "/trunks", account.secret(), TRUNK).statusCode()).isEqualTo(201);
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            return latch.await(4, SECONDS); // a transaction may take 5
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void tellsItsHealthWithoutHostUserOrStatement() {
        String health = get(one, "/actuator/health").body();

        assertThat(health).contains("\"db\"", "\"relay\"", "\"propagation\"");
        assertThat(health).doesNotContain("PostgreSQL", "isValid", "127.0.0.1", database.username());
    }

    @Test
    void aRevokedKeyWorksNoMoreOnEitherInstance() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/api-keys";
        HttpResponse<String> issued = post(one, path, account.secret(), "{\"name\":\"old\",\"role\":\"admin\"}");
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        JsonNode key = json(issued);
        String secret = key.get("secret").stringValue();
        assertThat(post(two, "/v1/account/" + account.id() + "/trunks", secret, TRUNK).statusCode()).isEqualTo(201);

        assertThat(delete(one, path + "/" + key.get("id").stringValue(), account.secret()).statusCode()).isEqualTo(204);

        await().atMost(PATIENCE)
                .until(() -> post(one, "/v1/account/" + account.id() + "/trunks", secret, TRUNK).statusCode() == 401
                        && post(two, "/v1/account/" + account.id() + "/trunks", secret, TRUNK).statusCode() == 401);
    }

    @Test
    void deletesOnlyTheVersionThatTheCallerSaw() {
        Account account = newAccount();
        String path = "/v1/account/" + account.id() + "/trunks/" + newTrunk(one, account) + "/credentials";
        HttpResponse<String> created =
                post(one, path, account.secret(), "{\"username\":\"pbx\",\"password\":\"xK7-quiet-lantern-93-vole\"}");
        String location = created.headers().firstValue("Location").orElseThrow();

        assertThat(delete(one, location, account.secret(), "If-Match", "\"7\"").statusCode()).isEqualTo(412);
        String seen = created.headers().firstValue("ETag").orElseThrow();
        assertThat(delete(one, location, account.secret(), "If-Match", seen).statusCode()).isEqualTo(204);
    }

    @Test
    void saysWhenNoNodeIsThereToApplyAWrite() {
        Account account = newAccount();
        HttpResponse<String> created = post(one, "/v1/account/" + account.id() + "/trunks", account.secret(), TRUNK, "Prefer", "wait=2");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Preference-Applied")).hasValue("wait");
        assertThat(created.headers().firstValue("Effective")).hasValue("false; waiting=none");
    }

    @Test
    void saysWhetherItIsDurable() {
        JsonNode info = json(get(one, "/actuator/info", OPERATOR));
        assertThat(info.get("durable").booleanValue()).isTrue();
    }

    @Test
    void hasTheStoreThatItIsMeantToHave() {
        assertThat(one.getBean(EventStorageEngine.class))
                .isInstanceOf(JdbcEventStorageEngine.class)
                .isInstanceOf(SnapshotFirstEngine.class);
        assertThat(one.getBean(EventStore.class)).isInstanceOf(EmbeddedEventStore.class);
        assertThat(one.getBean(CommandBus.class)).isInstanceOf(SimpleCommandBus.class);
    }

    private static final String TRUNK = "{\"name\":\"office\",\"auth_type\":\"credential\"}";

    private Account newAccount() {
        HttpResponse<String> created = post(one, "/v1/account", OPERATOR, "{\"name\":\"Example\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode body = json(created);
        return new Account(body.get("id").stringValue(), body.get("api_key").get("secret").stringValue());
    }

    private String newTrunk(ConfigurableApplicationContext instance, Account account) {
        HttpResponse<String> created = post(instance, "/v1/account/" + account.id() + "/trunks", account.secret(), TRUNK);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).get("id").stringValue();
    }

    /** As query-service does at its first start. */
    private void startGeneration() {
        KafkaSettings kafka = one.getBean(KafkaSettings.class);
        TopicProvisioner.provision(kafka, List.of(Topics.authTable(1)), PATIENCE);
        AuthGeneration first = AuthGeneration.newBuilder().setGeneration(1).setAt(Instant.now()).build();
        try (var producer = new KafkaProducer<>(
                kafka.producer("test-generation"), new StringSerializer(), new AvroSerializer<AuthGeneration>())) {
            var _ = producer.send(new ProducerRecord<>(Topics.AUTH_GENERATION.name(), Topics.GENERATION_KEY, first));
            producer.flush();
        }
    }

    private long rows(String sql) {
        return one.getBean(JdbcClient.class).sql(sql).query(Long.class).single();
    }

    private ConfigurableApplicationContext instance(String node, TestServers.Database database) {
        return new SpringApplicationBuilder(CommandServiceApplication.class)
                .properties("spring.config.name=command-service")
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--countersign.node=" + node,
                        "--countersign.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--countersign.kafka.partitions=4",
                        "--countersign.kafka.replication-factor=1",
                        "--countersign.postgres.url=" + database.url(),
                        "--countersign.postgres.username=" + database.username(),
                        "--countersign.postgres.password=" + database.password(),
                        "--countersign.master-key-file=" + folder.resolve("master.keyset"),
                        "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                        "--countersign.operator-key=" + OPERATOR);
    }

    private HttpResponse<String> post(
            ConfigurableApplicationContext instance, String path, String key, String body, String... headers) {
        return send(request(instance, path, key, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpResponse<String> delete(ConfigurableApplicationContext instance, String path, String key, String... headers) {
        return send(request(instance, path, key, headers).DELETE().build());
    }

    private HttpResponse<String> get(ConfigurableApplicationContext instance, String path) {
        return get(instance, path, OPERATOR);
    }

    private HttpResponse<String> get(ConfigurableApplicationContext instance, String path, String key) {
        return send(request(instance, path, key).GET().build());
    }

    private static HttpRequest.Builder request(
            ConfigurableApplicationContext instance, String path, String key, String... headers) {
        String port = instance.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).orTimeout(30, SECONDS).join();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private record Account(String id, String secret) {
        @Override
        public String toString() {
            return id;
        }
    }
}
