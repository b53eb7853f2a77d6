package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.embedded.EmbeddedKafka;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.keysets.TokenKeyset;
import io.countersign.query.streams.Names;
import io.countersign.rest.key.ApiKey;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Service;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.auth.ApiKeyRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.failure.AuthFailed;
import io.countersign.schemas.failure.AuthFailureCounts;
import io.countersign.schemas.registration.RegistrationRow;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service on a real broker: events go in as the relay sends them, rows and answers come out. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueryServiceIT {
    private static final int PARTITIONS = 4;
    private static final String OPERATOR = "csk_operator_0123456789012345678901234567890123456789012";
    private static final String ACCOUNT = "acc_1a2b3c4d5e6f";
    private static final String TRUNK = "trunk_4x5y6z7a8b9c";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static KafkaSettings settings;

    @SuppressWarnings("NullAway.Init")
    private static KafkaProducer<String, SpecificRecord> producer;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext service;

    @SuppressWarnings("NullAway.Init")
    private static ConsistencyTokens tokens;

    /** The query for what was counted before the restart. */
    private static String countedTime = "";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKey KEY = ApiKey.generate(new SecureRandom());

    @BeforeAll
    static void startOnARealBroker() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        settings = new KafkaSettings(kafka.bootstrapServers(), PARTITIONS, (short) 1);
        TopicProvisioner.provision(settings, Topics.all(), Duration.ofSeconds(30));
        producer = new KafkaProducer<>(settings.producer("test"), new StringSerializer(), new AvroSerializer<>());
        tokens = new ConsistencyTokens(TokenKeyset.loadOrCreate(folder.resolve("token.keyset")));
        service = startService();
        send(Topics.ACCOUNT_EVENTS, ACCOUNT, ACCOUNT, Facts.accountCreated(ACCOUNT, "Example Ltd"));
        send(Topics.ACCOUNT_EVENTS, ACCOUNT, ACCOUNT, Facts.apiKeyCreated(ACCOUNT, 2, KEY.keyId()));
        send(Topics.TRUNK_EVENTS, TRUNK, TRUNK, Facts.trunkCreated(TRUNK, ACCOUNT));
        ApiKeyRow row = ApiKeyRow.newBuilder()
                .setAccountId(ACCOUNT)
                .setRole("read")
                .setHash(ByteBuffer.wrap(KEY.hash()))
                .build();
        acknowledged(new ProducerRecord<>(Topics.API_KEYS.name(), KEY.keyId(), row));
        awaitReady();
        await().atMost(Duration.ofSeconds(10)).until(() -> get(path(""), KEY.exportText()).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        producer.close(Duration.ZERO);
        service.close();
        kafka.close();
    }

    @Test
    @Order(0)
    void itsControllersAnswerTheRoutesOfTheTableAndNoOthers() {
        Set<String> mapped = new TreeSet<>();
        service.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class).getHandlerMethods().keySet().forEach(mapping ->
                mapping.getPatternsCondition().getPatterns().forEach(pattern -> mapping.getMethodsCondition().getMethods().forEach(
                        method -> mapped.add(method + " " + pattern.getPatternString().replaceAll("\\{[^}]*}", "{}")))));

        assertThat(mapped).isEqualTo(FrontDoorRoutes.all().stream()
                .filter(route -> route.service() == Service.QUERY && !route.pattern().equals("/openapi.json"))
                .map(route -> route.method() + " " + route.pattern().replaceAll("\\{[^}]*}", "{}"))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void answersWhatTheEventsSay() throws Exception {
        assertThat(json(get(path(""), KEY.exportText())))
                .isEqualTo(JSON.readTree("{\"id\":\"" + ACCOUNT + "\",\"name\":\"Example Ltd\",\"created_at\":\"2026-04-09T10:35:00Z\"}"));
        assertThat(get(path(""), KEY.exportText()).headers().firstValue("ETag")).contains("\"1\"");
        JsonNode keys = json(get(path("/api-keys"), KEY.exportText()));
        assertThat(keys.at("/data/0/id").asString()).isEqualTo(KEY.keyId());
        assertThat(keys.toString()).doesNotContain("hash").doesNotContain("secret");
        JsonNode trunks = json(get(path("/trunks"), OPERATOR, token("trunk", TRUNK, 1)));
        assertThat(trunks.at("/data/0/sip_domain").asString()).isEqualTo(Facts.domain(TRUNK));
        assertThat(trunks.at("/data/0/digest_algorithms/0").asString()).isEqualTo("SHA-256");
        assertThat(json(get(path("/trunks/" + TRUNK), KEY.exportText()))).isEqualTo(trunks.at("/data/0"));
    }

    @Test
    void waitsForTheWriteThatATokenNames() throws Exception {
        String trunk = "trunk_waits0000000";
        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.trunkCreated(trunk, ACCOUNT));
        CompletableFuture<HttpResponse<String>> early =
                getAsync(path("/trunks/" + trunk + "/credentials"), KEY.exportText(), token("trunk", trunk, 2));
        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.credentialCreated(trunk, 2, "cred_7a8b9c000000", "pbx-prod-01"));
        JsonNode list = json(early.get(5, TimeUnit.SECONDS));
        assertThat(list).isEqualTo(JSON.readTree("{\"data\":[{\"id\":\"cred_7a8b9c000000\",\"trunk_id\":\"" + trunk
                + "\",\"username\":\"pbx-prod-01\",\"created_at\":\"2026-04-09T10:35:00Z\"}],\"next\":null}"));

        HttpResponse<String> one = get(path("/trunks/" + trunk + "/credentials/cred_7a8b9c000000"), KEY.exportText());
        assertThat(one.headers().firstValue("ETag")).contains("\"2\"");
        assertThat(json(one)).isEqualTo(JSON.readTree("{\"id\":\"cred_7a8b9c000000\",\"trunk_id\":\"" + trunk
                + "\",\"username\":\"pbx-prod-01\",\"created_at\":\"2026-04-09T10:35:00Z\",\"enabled\":true,\"version\":1,"
                + "\"effective_at\":null}"));

        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.credentialDeleted(trunk, 3, "cred_7a8b9c000000", "pbx-prod-01"));
        assertThat(json(get(path("/trunks/" + trunk + "/credentials"), KEY.exportText(), token("trunk", trunk, 3)))
                        .at("/data"))
                .isEmpty();
    }

    @Test
    void waitsForWritesToSeveralTrunksAtOnce() {
        String asked = trunkIn("asked", 0);
        String elsewhere = trunkIn("elsewhere", 1);
        send(Topics.TRUNK_EVENTS, asked, asked, Facts.trunkCreated(asked, ACCOUNT));
        send(Topics.TRUNK_EVENTS, elsewhere, elsewhere, Facts.trunkCreated(elsewhere, ACCOUNT));
        String[] both = {token("trunk", asked, 1), token("trunk", elsewhere, 1)};

        assertThat(get(path("/trunks/" + asked), OPERATOR, both).statusCode()).isEqualTo(200);
        assertThat(get(path("/trunks/" + asked + "/credentials"), OPERATOR, both).statusCode()).isEqualTo(200);
        assertThat(get(path("/trunks"), OPERATOR, both).statusCode()).isEqualTo(200);
        assertThat(get(path("/trunks/" + asked), OPERATOR, both).statusCode()).isEqualTo(200);
    }

    @Test
    void saysSoWhenAWriteDoesNotArriveInTime() {
        HttpResponse<String> late = get(path("/trunks/" + TRUNK), KEY.exportText(), token("trunk", TRUNK, 99));
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Retry-After")).contains("1");
        assertThat(get(path("/trunks/" + TRUNK), KEY.exportText(), "tampered").statusCode()).isEqualTo(400);
    }

    @Test
    void answersForeignAndMissingAlike() {
        String other = "trunk_foreign00000";
        send(Topics.TRUNK_EVENTS, other, other, Facts.trunkCreated(other, "acc_other0000000"));
        assertThat(get("/v1/account/acc_other0000000/trunks/" + other, OPERATOR, token("trunk", other, 1)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> foreign = get(path("/trunks/" + other), KEY.exportText());
        HttpResponse<String> missing = get(path("/trunks/trunk_missing00000"), KEY.exportText());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(missing.body());
        assertThat(get("/v1/account/acc_missing00000/trunks", OPERATOR).statusCode()).isEqualTo(404);
        assertThat(get(path("/trunks?limit=0"), KEY.exportText()).statusCode()).isEqualTo(400);
    }

    @Test
    void showsFailuresSoonAfterTheyHappened() {
        Instant now = Clock.systemUTC().instant();
        AuthFailed failure = Facts.failure(now, "wrong_password").setAccountId(ACCOUNT).setTrunkId(TRUNK).build();
        AuthFailed unknown = Facts.failure(now, "unknown_trunk").setRealm("nowhere.example").build();
        send(Topics.AUTH_FAILURES, TRUNK, TRUNK, failure);
        send(Topics.AUTH_FAILURES, Topics.UNKNOWN_TRUNK, Topics.UNKNOWN_TRUNK, unknown);
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            JsonNode ofAccount = json(get(path("/auth-failures"), KEY.exportText()));
            assertThat(ofAccount.at("/data/0/id").asString()).isEqualTo(failure.getId());
            assertThat(ofAccount.at("/data/0/fix").asString()).contains("password");
        });
        JsonNode ofTrunk = json(get(path("/trunks/" + TRUNK + "/auth-failures?reason=wrong_password"), KEY.exportText()));
        assertThat(ofTrunk.at("/data/0/id").asString()).isEqualTo(failure.getId());
        assertThat(json(get("/v1/auth-failures", OPERATOR)).toString()).contains(unknown.getId(), failure.getId());
        assertThat(get("/v1/auth-failures", KEY.exportText()).statusCode()).isEqualTo(403);
        assertThat(get(path("/auth-failures?reason=bad_weather"), KEY.exportText()).statusCode()).isEqualTo(400);
    }

    @Test
    void showsRegistrationsOfLiveCredentials() {
        String trunk = "trunk_registrations";
        String list = path("/trunks/" + trunk + "/registrations");
        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.trunkCreated(trunk, ACCOUNT));
        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.credentialCreated(trunk, 2, "cred_reg000000001", "alice"));
        String contact = "sip:alice@10.0.0.5:5060";
        RegistrationRow row = Facts.registration(trunk, "cred_reg000000001", contact).setQ(500).setSourceIp("2001:db8::7").build();
        send(Topics.REGISTRATIONS, trunk, Facts.registrationKey(trunk, "alice", contact), row);

        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            JsonNode shown = json(get(list, KEY.exportText(), token("trunk", trunk, 2))).at("/data/0");
            assertThat(shown.propertyNames()).containsExactlyInAnyOrder(
                    "credential_id", "username", "contact", "q", "expires_at", "registered_at", "node", "transport", "source", "user_agent");
            assertThat(shown.get("contact").asString()).isEqualTo(contact);
            assertThat(shown.get("q").decimalValue()).isEqualByComparingTo("0.5");
            assertThat(shown.get("source").asString()).isEqualTo("[2001:db8::7]:5062");
            assertThat(shown.get("user_agent").isNull()).isTrue();
        });
        send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.credentialDeleted(trunk, 3, "cred_reg000000001", "alice"));
        assertThat(json(get(list, KEY.exportText(), token("trunk", trunk, 3))).get("data")).isEmpty();
        assertThat(get(path("/trunks/trunk_missing00000/registrations"), KEY.exportText()).statusCode()).isEqualTo(404);
        assertThat(get(list + "?limit=0", KEY.exportText()).statusCode()).isEqualTo(400);
    }

    @Test
    void showsCountsSoonAfterTheyCame() {
        Instant second = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);
        AuthFailureCounts counted = Facts.counts(second, 1)
                .setTrunkId(TRUNK)
                .setAccountId(ACCOUNT)
                .setByReason(Map.of("wrong_password", 40L, "stale_nonce", 2L))
                .setUsernames(Map.of("1001", 30L, "", 5L))
                .setSources(Map.of("192.0.2.7", 42L))
                .build();
        AuthFailureCounts unknown = Facts.counts(second, 1).setNode("node-2").setByReason(Map.of("unknown_trunk", 7L)).build();
        send(Topics.AUTH_FAILURES, TRUNK, TRUNK, counted);
        send(Topics.AUTH_FAILURES, TRUNK, TRUNK, counted);
        send(Topics.AUTH_FAILURES, Topics.UNKNOWN_TRUNK, Topics.UNKNOWN_TRUNK, unknown);

        String time = "?since=" + second + "&until=" + second.plusSeconds(1) + "&step=1s";
        countedTime = time;
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(20)).untilAsserted(() ->
                assertThat(json(get("/v1/auth-failures/summary" + time, OPERATOR)).at("/total").asLong()).isEqualTo(49));
        for (String path : List.of("/auth-failures/summary", "/trunks/" + TRUNK + "/auth-failures/summary")) {
            JsonNode summary = json(get(path(path + time), KEY.exportText()));
            assertThat(summary.propertyNames()).containsExactly(
                    "step", "since", "until", "complete", "gaps", "total", "by_reason", "series", "top");
            assertThat(summary.at("/complete").asBoolean()).as(summary.toString()).isTrue();
            assertThat(summary.at("/total").asLong()).isEqualTo(42);
            assertThat(summary.at("/by_reason").toString()).isEqualTo("{\"stale_nonce\":2,\"wrong_password\":40}");
            assertThat(summary.at("/series").toString()).isEqualTo(
                    "[{\"at\":\"" + second + "\",\"total\":42,\"by_reason\":{\"stale_nonce\":2,\"wrong_password\":40}}]");
            assertThat(summary.at("/top").toString()).isEqualTo("{\"usernames\":[{\"username\":\"1001\",\"count\":30},{\"username\":\"\",\"count\":5}],"
                    + "\"sources\":[{\"source_ip\":\"192.0.2.7\",\"count\":42}],\"other\":7}");
        }
        assertThat(json(get(path("/auth-failures/summary"), KEY.exportText())).at("/series")).hasSizeBetween(60, 61);
        assertThat(get("/v1/auth-failures/summary", KEY.exportText()).statusCode()).isEqualTo(403);
    }

    @Test
    void aSummaryIsBoundedAndSaysHow() {
        Instant now = Clock.systemUTC().instant();
        String month = "since=" + now.minus(Duration.ofDays(40));
        JsonNode longest = json(get(path("/auth-failures/summary?" + month), KEY.exportText()));
        assertThat(longest.at("/step").asString()).as("the default is one that fits").isEqualTo("1h");
        assertThat(longest.at("/series")).hasSizeBetween(720, 722);
        assertThat(longest.at("/complete").asBoolean()).as("ten days of it are not kept").isFalse();
        for (String[] bad : new String[][] {
            {"step=5m", "step", "1s, 1m or 1h"},
            {month + "&step=1m", "step", "10000"},
            {"since=" + now + "&until=" + now.minusSeconds(60), "since", "before until"},
            {"since=" + now + "&until=" + now, "since", "before until"},
            {"until=yesterday", "until", "must"},
            {"limit=5", "limit", "not known"}
        }) {
            HttpResponse<String> refused = get(path("/auth-failures/summary?" + bad[0]), KEY.exportText());
            assertThat(refused.statusCode()).as(bad[0]).isEqualTo(400);
            assertThat(refused.body()).contains("\"field\":\"" + bad[1] + "\"").contains(bad[2]);
        }
        assertThat(json(get(path("/auth-failures/summary?until=" + now.minus(Duration.ofDays(40))), KEY.exportText())).at("/series")).isEmpty();
    }

    @Test
    void showsSchemasDocumentationAndHealthToEveryone() {
        assertThat(json(get("/schemas/ids/1", "")).at("/schema").asString()).contains("AccountEventEnvelope");
        assertThat(get("/schemas/ids/4711", "").statusCode()).isEqualTo(404);
        assertThat(json(get("/openapi.json", "")).at("/openapi").asString()).startsWith("3.1");
        assertThat(get("/actuator/health/readiness", "").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", "").body()).contains("countersign_fold_latency");
    }

    @Test
    void sendsAuthRowsWithinMillisecondsOfTheEvent() {
        int rounds = 300;
        String trunk = "trunk_latency00000";
        TopicPartition partition =
                new TopicPartition(Topics.authTable(1).name(), TrunkPartition.of(trunk, PARTITIONS));
        Map<Long, Long> receivedNanos = new HashMap<>();
        long[] sentNanos = new long[rounds + 1];
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (KafkaConsumer<String, @Nullable SpecificRecord> consumer = new KafkaConsumer<>(
                settings.consumer("latency"), new StringDeserializer(), new AvroDeserializer<>(SpecificRecord.class))) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            for (int version = 1; version <= rounds; version++) {
                TrunkEventEnvelope event = version == 1
                        ? Facts.trunkCreated(trunk, ACCOUNT)
                        : Facts.credentialCreated(trunk, version, "cred_" + version, "user-" + version);
                sentNanos[version] = System.nanoTime();
                send(Topics.TRUNK_EVENTS, trunk, trunk, Facts.now(event));
                while (!receivedNanos.containsKey((long) version)) {
                    assertThat(System.nanoTime()).as("version %d came in time", version).isLessThan(deadlineNanos);
                    for (ConsumerRecord<String, @Nullable SpecificRecord> record : consumer.poll(Duration.ofMillis(50))) {
                        if (record.key().equals(RecordKeys.authPolicy(Facts.domain(trunk)))
                                && record.value() instanceof AuthPolicyRow row) {
                            receivedNanos.put(row.getTrunkVersion(), System.nanoTime());
                        }
                    }
                }
            }
        }
        long[] micros = new long[rounds];
        for (int version = 1; version <= rounds; version++) {
            micros[version - 1] = (receivedNanos.getOrDefault((long) version, Long.MAX_VALUE) - sentNanos[version]) / 1_000;
        }
        Arrays.sort(micros);
        System.out.printf("event sent -> policy row at a consumer, %d rounds: p50 %d us, p90 %d us, p99 %d us, max %d us%n",
                rounds, micros[rounds / 2], micros[rounds * 9 / 10], micros[rounds * 99 / 100], micros[rounds - 1]);
        assertThat(micros[rounds / 2]).isLessThan(100_000);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void comesBackWithItsViews() {
        service.close();
        service = startService();
        awaitReady();

        assertThat(json(get(path("/trunks/" + TRUNK), OPERATOR)).at("/id").asString()).isEqualTo(TRUNK);
        assertThat(json(get("/v1/auth-failures/summary" + countedTime, OPERATOR)).at("/total").asLong()).isEqualTo(49);
        send(Topics.TRUNK_EVENTS, TRUNK, TRUNK, Facts.credentialCreated(TRUNK, 2, "cred_after_restart", "late"));
        assertThat(json(get(path("/trunks/" + TRUNK + "/credentials"), OPERATOR, token("trunk", TRUNK, 2)))
                        .at("/data/0/id")
                        .asString())
                .isEqualTo("cred_after_restart");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aGapStopsItsPartitionOnlyAndComesAgainAfterARestart() throws Exception {
        String gapped = "trunk_gap000000000";
        int partition = TrunkPartition.of(gapped, PARTITIONS);
        String behind = trunkIn("behind", partition);
        long gap = send(Topics.TRUNK_EVENTS, gapped, gapped, Facts.credentialCreated(gapped, 7, "cred_1", "alice"));
        send(Topics.TRUNK_EVENTS, behind, behind, Facts.trunkCreated(behind, ACCOUNT));

        awaitStopped(partition, gapped);
        String before = trunkIn("before", (partition + 1) % PARTITIONS);
        long other = send(Topics.TRUNK_EVENTS, before, before, Facts.trunkCreated(before, ACCOUNT));
        assertThat(get(path("/trunks/" + before), OPERATOR, token("trunk", before, 1)).statusCode()).isEqualTo(200);
        assertThat(get(path("/trunks"), OPERATOR, token("trunk", before, 1)).statusCode()).isEqualTo(200);
        assertThat(get(path("/trunks/" + behind), OPERATOR, token("trunk", behind, 1)).statusCode()).isEqualTo(503);
        for (String group : List.of(Names.viewsApplication(1), Names.authApplication(1))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> acknowledged(group, before) > other);
            assertThat(acknowledged(group, gapped)).isEqualTo(gap);
        }

        service.close();
        service = startService();

        awaitStopped(partition, gapped);
        String after = trunkIn("after", (partition + 1) % PARTITIONS);
        send(Topics.TRUNK_EVENTS, after, after, Facts.trunkCreated(after, ACCOUNT));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(
                () -> assertThat(get(path("/trunks/" + after), OPERATOR, token("trunk", after, 1)).statusCode()).isEqualTo(200));
        assertThat(get(path("/trunks/" + behind), OPERATOR).statusCode()).isEqualTo(404);
    }

    private static void awaitStopped(int partition, String gapped) {
        String stopped = "RUNNING, stopped: trunk.events.v1-" + partition + " (VersionGapException)";
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<String> readiness = get("/actuator/health/readiness", "");
            assertThat(readiness.statusCode()).isEqualTo(503);
            JsonNode details = JSON.readTree(readiness.body()).at("/components/streams/details");
            assertThat(details.at("/auth").asString()).isEqualTo(stopped);
            assertThat(details.at("/views").asString()).isEqualTo(stopped);
            assertThat(details.at("/failures").asString()).isEqualTo("RUNNING");
            assertThat(readiness.body()).doesNotContain(gapped);
        });
    }

    private static String trunkIn(String name, int partition) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "trunk_" + name + i)
                .filter(id -> TrunkPartition.of(id, PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }

    /** The next record that an application would read again of a trunk's partition. */
    private static long acknowledged(String group, String trunk) throws Exception {
        TopicPartition partition = new TopicPartition(Topics.TRUNK_EVENTS.name(), TrunkPartition.of(trunk, PARTITIONS));
        try (Admin admin = Admin.create(settings.admin("test-offsets"))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS)
                    .get(partition);
            return offset == null ? 0 : offset.offset();
        }
    }

    private static ConfigurableApplicationContext startService() {
        return new SpringApplicationBuilder(QueryServiceApplication.class)
                .properties(Map.of("spring.config.name", "query-service"))
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--countersign.node=query-1",
                        "--countersign.state-dir=" + folder.resolve("state"),
                        "--countersign.operator-key=" + OPERATOR,
                        "--countersign.token-key-file=" + folder.resolve("token.keyset"),
                        "--countersign.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "--countersign.kafka.partitions=" + PARTITIONS,
                        "--countersign.kafka.replication-factor=1");
    }

    private static void awaitReady() {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            HttpResponse<String> readiness = get("/actuator/health/readiness", "");
            assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(200);
        });
    }

    private static long send(Topic topic, String partitionedBy, String key, SpecificRecord value) {
        return acknowledged(new ProducerRecord<>(topic.name(), TrunkPartition.of(partitionedBy, PARTITIONS), key, value));
    }

    private static long acknowledged(ProducerRecord<String, SpecificRecord> record) {
        try {
            return producer.send(record).get(10, TimeUnit.SECONDS).offset();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static String token(String type, String id, long sequence) {
        return tokens.format(new ConsistencyToken(type, id, ACCOUNT, sequence));
    }

    private static String path(String below) {
        return "/v1/account/" + ACCOUNT + below;
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> get(String path, String key, String... consistencyTokens) {
        return getAsync(path, key, consistencyTokens).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static CompletableFuture<HttpResponse<String>> getAsync(String path, String key, String... consistencyTokens) {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        for (String token : consistencyTokens) {
            request.header(ConsistencyTokens.HEADER, token);
        }
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
