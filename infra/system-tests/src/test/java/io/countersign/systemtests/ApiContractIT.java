package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Database;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.contract.ApiDocument;
import io.countersign.systemtests.contract.BadInput;
import io.countersign.systemtests.contract.DocumentedApi;
import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import io.countersign.systemtests.contract.KeyLife;
import io.countersign.systemtests.contract.Operation;
import io.countersign.systemtests.contract.Paging;
import io.countersign.systemtests.contract.Standstill;
import io.countersign.systemtests.contract.TokenReads;
import io.countersign.systemtests.contract.World;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenAPI document and the rules of the API against two instances of command- and query-service behind the front door:
 * requests are made from the document, and every answer is held against it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiContractIT {
    private static final String UNKNOWN_KEY = "Bearer csk_live_0";
    private static final int SHOWN = 60;
    /** More than one test sends, and still a limit: its headers are on each answer. */
    private static final String REQUESTS_PER_SECOND = "2000";
    private static final List<String> CREATING = List.of("createCredential", "createApiKey", "createTrunk");
    private static final int KEPT = 30;
    private static final int FEW = 5;
    private static final int DEFAULT_PAGE = 100;
    private static final int KEYS = 20;
    private static final long DEAD_WITHIN_MILLIS = 1_000;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("countersign.bad-input.seed", System.nanoTime());
    /** With {@code -Plong} every case, else not all, others each time. */
    private static final boolean IS_LONG = Boolean.getBoolean("countersign.long");

    private static final int READS = IS_LONG ? 100_000 : 2_000;
    /** The contract's, for the long run: a short one is mostly start. */
    private static final Duration READ_WITHIN = Duration.ofMillis(150);

    /** A fault isn't provoked, and too many requests have a test of their own (RateLimitIT). */
    private static final Set<Integer> NOT_HERE = Set.of(429, 500);
    /** These lists and counts hold no writes. */
    private static final Set<String> WITHOUT_WRITES = Set.of(
            "listAuthFailures", "listAllAuthFailures", "summarizeAuthFailures", "summarizeAllAuthFailures", "listLockouts", "getLockout", "listSourceLockouts", "getSourceLockout");
    /** What is said only while lists and steps are loaded, and of a rebuild that may be over before it is given up. */
    private static final Map<String, Set<Integer>> NOT_AT_WILL = Map.ofEntries(
            Map.entry("listAuthFailures", Set.of(503)),
            Map.entry("listAllAuthFailures", Set.of(503)),
            Map.entry("summarizeAuthFailures", Set.of(503)),
            Map.entry("summarizeAllAuthFailures", Set.of(503)),
            Map.entry("listLockouts", Set.of(503)),
            Map.entry("getLockout", Set.of(503)),
            Map.entry("listSourceLockouts", Set.of(503)),
            Map.entry("getSourceLockout", Set.of(503)),
            Map.entry("liftLockout", Set.of(503)),
            Map.entry("liftSourceLockout", Set.of(503)),
            Map.entry("startRebuild", Set.of(503)),
            Map.entry("getRebuild", Set.of(503)),
            Map.entry("cancelRebuild", Set.of(200, 503)));

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static DocumentedApi api;
    private static String operatorKey;

    @BeforeAll
    static void up() {
        cluster = Cluster.startForApi(folder, Map.of(
                "COUNTERSIGN_API_REQUESTS_PER_SECOND", REQUESTS_PER_SECOND, "COUNTERSIGN_LOCKOUT_EXEMPT", ""));
        int sipPort = cluster.sip().getFirst().sipPort();
        api = new DocumentedApi(URI.create(cluster.apiUrl()).getPort(), sipPort, ApiDocument.onClasspath());
        operatorKey = cluster.operatorKey();
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @Test
    @Order(1)
    void everyExampleIsAnsweredAsDocumented() {
        World world = World.create(api, operatorKey); // runs what creates

        for (Operation operation : inOrder("GET")) {
            api.expect(operation.success(), operation, world.request(operation));
            api.send(operation, headOf(world.request(operation)));
        }
        for (Operation operation : inOrder("DELETE")) {
            if (operation.id().equals("cancelRebuild")) {
                continue; // there is one rebuild for all: below
            }
            api.expect(operation.success(), operation, world.request(operation));
            api.expect(404, operation, world.request(operation));
        }
    }

    @Test
    @Order(6)
    void aRebuildIsAnsweredAsDocumented() {
        World world = World.create(api, operatorKey);
        Operation start = api.operation("startRebuild");
        Operation cancel = api.operation("cancelRebuild");

        api.expect(202, start, world.request(start));
        api.expect(409, start, world.request(start));
        api.expect(200, api.operation("getRebuild"), world.request(api.operation("getRebuild")));
        assertThat(api.send(cancel, world.request(cancel)).status()).isIn(200, 409); // 409: it was faster
        await().atMost(SOON).until(() -> api.send(cancel, world.request(cancel)).status() == 409); // the other instance hears of it
    }

    @Test
    @Order(2)
    void everyOperationKnowsItsCallers() {
        World world = World.create(api, operatorKey);
        World other = World.create(api, operatorKey);

        for (Operation operation : guarded()) {
            api.expect(401, operation, world.withoutKey(operation));
            api.expect(401, operation, world.withoutKey(operation).plus("Authorization", UNKNOWN_KEY));
            Set<String> others = Set.of("admin", "operator");
            if (others.contains(operation.access())) {
                api.expect(403, operation, world.asReader(operation));
            }
            if (operation.path().contains("{account_id}")) {
                Answer foreign = api.expect(404, operation, world.elsewhere(operation, "account_id", other.id("account_id")));
                Answer missing = api.expect(404, operation, world.elsewhere(operation, "account_id", "acc_zzzzzzzzzzzz"));
                assertThat(foreign.body()).isEqualTo(missing.body());
            }
        }
    }

    @Test
    @Order(4)
    void noBadInputIsAFault() {
        System.out.printf("bad input: seed %d (-Dcountersign.bad-input.seed)%n", SEED);
        BadInput input = new BadInput(api, new Random(SEED), IS_LONG ? 1 : 0.4);
        long start = System.nanoTime();

        api.document().operations().forEach(operation -> input.attempt(operation, World.create(api, operatorKey)));

        int cases = input.cases().values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("bad input: %d cases in %d ms, %s; answers so far by status: %s%n",
                cases, (System.nanoTime() - start) / 1_000_000, input.cases(), api.counts());
        assertThat(input.wrong().stream().limit(SHOWN).toList()).as(input.wrong().size() + " answered otherwise").isEmpty();
        assertThat(cases).isGreaterThan(2_000);
        assertThat(api.counts().keySet()).allMatch(status -> status < 500);
        World.create(api, operatorKey); // it still works
    }

    @Test
    @Order(3)
    void everyOtherRefusalIsAsDocumented() {
        World world = World.create(api, operatorKey);

        for (Operation operation : guarded()) {
            Request good = world.request(operation);
            if (operation.hasHeader("Idempotency-Key")) {
                repeat(operation, good);
            }
            if (operation.hasHeader("If-Match")) {
                api.expect(412, operation, good.plus("If-Match", "\"999\""));
            }
            if (operation.hasHeader("If-None-Match")) {
                String tag = api.expect(200, operation, good).header("ETag").orElseThrow();
                api.expect(304, operation, good.plus("If-None-Match", "\"999\", " + tag));
                api.expect(304, operation, good.plus("If-None-Match", "W/" + tag));
                api.expect(304, operation, headOf(good).plus("If-None-Match", tag));
                api.expect(200, operation, good.plus("If-None-Match", "\"999\""));
            }
        }
        Operation live = api.operation("getCredential"); // effective_at comes without an event
        api.expect(200, live, world.request(live).plus("If-None-Match", tag(live, world.request(live))));
        api.expect(200, live, world.request(live).plus("If-None-Match", "*"));
        Operation createCredential = api.operation("createCredential");
        api.expect(409, createCredential, world.request(createCredential)); // the username is taken
    }

    @Test
    @Order(5)
    void anETagIsOfItsObjectAlone() {
        World world = World.create(api, operatorKey);
        Operation create = api.operation("createCredential");
        Operation read = api.operation("getCredential");
        Operation delete = api.operation("deleteCredential");
        String first = tag(read, world.request(read));

        Answer second = api.expect(201, create, world.request(create).json("{\"username\":\"second\",\"password\":\"xK7-quiet-lantern-93\"}"));
        world.learn(create, second);

        String tag = second.header("ETag").orElseThrow();
        assertThat(tag(read, world.request(read))).isEqualTo(tag).isNotEqualTo(first);
        assertThat(tag(api.operation("getTrunk"), world.request(api.operation("getTrunk")))).isEqualTo("\"1\"");
        assertThat(tag(api.operation("getAccount"), world.request(api.operation("getAccount")))).isEqualTo("\"1\"");
        Request good = world.request(delete);
        for (String other : List.of(first, "W/" + tag, "\"\"", "\"x\"", "\"999\", " + first, "\"99999999999999999999\"")) {
            api.expect(412, delete, good.plus("If-Match", other));
        }
        api.expect(204, delete, good.plus("If-Match", "\"999\" , W/\"1\",, " + tag));
        api.expect(404, delete, good.plus("If-Match", tag)); // whether it is there comes before how it is
        api.expect(400, delete, good.plus("If-Match", "7")); // and what the request says before both
        Operation createKey = api.operation("createApiKey");
        Answer key = api.expect(201, createKey, world.request(createKey));
        world.learn(createKey, key);
        Request revoke = world.request(api.operation("revokeApiKey"));
        api.expect(412, api.operation("revokeApiKey"), revoke.plus("If-Match", "\"1\""));
        api.expect(204, api.operation("revokeApiKey"), revoke.plus("If-Match", key.header("ETag").orElseThrow()));
    }

    @Test
    @Order(6)
    void pagesStayWholeUnderWrites() {
        World world = World.create(api, operatorKey);
        World other = World.create(api, operatorKey);
        List<Paging> lists = CREATING.stream().map(create -> new Paging(api, world, api.operation(create))).toList();

        for (String create : CREATING) {
            Paging list = new Paging(api, World.create(api, operatorKey), api.operation(create));
            System.out.println("pages under writes: " + list.walkUnderWrites(KEPT));
        }
        lists.forEach(list -> list.fill(FEW));
        lists.forEach(list -> list.cursors(other));
        for (Paging list : lists) {
            lists.stream().filter(another -> another != list).forEach(another -> list.refuses(another.cursor()));
        }
        Paging keys = lists.get(1);
        keys.fill(DEFAULT_PAGE);
        assertThat(keys.defaultPage()).isEqualTo(DEFAULT_PAGE);
    }

    @Test
    @Order(7)
    void aKeyWorksEverywhereFromItsAnswerAndNowhereASecondAfterItsRevocation() {
        List<Integer> ports = cluster.instances().stream().map(Instance::httpPort).toList();

        KeyLife.Result result = new KeyLife(api, World.create(api, operatorKey), ports).run(KEYS);

        System.out.println("keys made and revoked: " + result);
        assertThat(result.instances()).isEqualTo(5); // a SIP node takes keys too: lock-outs are lifted there
        assertThat(result.refusedFresh()).isZero();
        assertThat(result.acceptedAgain()).isZero();
        assertThat(result.longestMillis()).isLessThanOrEqualTo(DEAD_WITHIN_MILLIS);
    }

    @Test
    @Order(8)
    void aReadWithATokenIsNeverStale() {
        List<Integer> command = cluster.command().stream().map(Instance::httpPort).toList();
        List<Integer> query = cluster.query().stream().map(Instance::httpPort).toList();

        TokenReads.Result result = new TokenReads(command, query, operatorKey).run(READS);

        System.out.println("reads with a token: " + result);
        assertThat(List.of(command.size(), query.size())).containsOnly(2);
        assertThat(result.tried()).isGreaterThanOrEqualTo(READS);
        assertThat(result.stale()).isZero();
        assertThat(result.unavailable()).isZero();
        if (IS_LONG) {
            assertThat(result.p99()).isLessThan(READ_WITHIN);
        }
    }

    @Test
    @Order(9)
    void aReadThatCannotContainItsWriteIsRefused() {
        World world = World.create(api, operatorKey);
        List<Operation> reads = inOrder("GET").stream()
                .filter(operation -> operation.hasHeader("Consistency-Token") && !WITHOUT_WRITES.contains(operation.id()))
                .toList();
        Broker broker = cluster.brokers().all().getFirst();

        broker.pause();
        try {
            new Standstill(api).whileViewsStand(world, reads);
        } finally {
            broker.resume();
        }
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> World.create(api, operatorKey));
    }

    @Test
    @Order(10)
    void aWriteThatGetsNoTurnIsRefused() throws SQLException {
        Map<Operation, World> writes = guarded().stream()
                .filter(operation -> !operation.method().equals("GET") && operation.path().startsWith("/v1/account"))
                .filter(operation -> !operation.id().equals("liftLockout")) // no event: the nodes are told
                .collect(Collectors.toMap(operation -> operation, _ -> World.create(api, operatorKey)));
        Database database = cluster.database();
        try (Connection store = DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement lock = store.createStatement()) {
            store.setAutoCommit(false);
            lock.execute("lock table command.event in access exclusive mode");

            Map<String, List<Integer>> statuses = new Standstill(api).whileWritesStand(writes);

            assertThat(statuses).hasSize(writes.size());
            writes.keySet().forEach(write -> assertThat(statuses.get(write.id()))
                    .as(write.id())
                    .isEqualTo(write.hasHeader("Idempotency-Key") ? List.of(409, 503) : List.of(503)));
            store.rollback();
        }
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> World.create(api, operatorKey));
    }

    @Test
    @Order(11)
    void everyDocumentedStatusIsReal() {
        Map<String, SortedSet<Integer>> never = new TreeMap<>();
        for (Operation operation : api.document().operations()) {
            SortedSet<Integer> statuses = new TreeSet<>(operation.statuses());
            statuses.removeAll(api.seen().get(operation.id()));
            statuses.removeAll(NOT_HERE);
            statuses.removeAll(NOT_AT_WILL.getOrDefault(operation.id(), Set.of()));
            if (!statuses.isEmpty()) {
                never.put(operation.id(), statuses);
            }
        }

        System.out.printf("answers checked against the document: %s; by operation: %s%n", api.counts(), api.seen());
        assertThat(never).isEmpty();
    }

    /** The same request under the same key gets the same answer, another one is refused. */
    private static void repeat(Operation operation, Request good) {
        String body = operation.bodyExample().orElseThrow().toString().replace("pbx-prod-01", "repeated");
        Request first = good.plus("Idempotency-Key", "once-" + operation.id()).plus("Prefer", "wait=5").json(body);
        Answer answer = api.expect(operation.success(), operation, first);
        Answer again = api.expect(operation.success(), operation, first);

        assertThat(again.header("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(answer.header("Effective").isPresent()).isEqualTo(operation.hasHeader("Prefer"));
        api.expect(422, operation, first.json(body + " "));
    }

    private static String tag(Operation operation, Request request) {
        return api.expect(200, operation, request).header("ETag").orElseThrow();
    }

    private static List<Operation> guarded() {
        return api.document().operations().stream().filter(operation -> !operation.isPublic()).toList();
    }

    /** Inner objects first. */
    private static List<Operation> inOrder(String method) {
        return api.document().operations().stream()
                .filter(operation -> operation.method().equals(method))
                .sorted(Comparator.comparingInt((Operation operation) -> operation.path().length()).reversed())
                .toList();
    }

    private static Request headOf(Request get) {
        return new Request("HEAD", get.target(), get.headers(), get.body(), get.framing());
    }
}
