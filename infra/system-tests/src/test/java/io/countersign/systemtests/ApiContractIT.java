package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.contract.ApiDocument;
import io.countersign.systemtests.contract.BadBodies;
import io.countersign.systemtests.contract.BadParameters;
import io.countersign.systemtests.contract.BadRequest;
import io.countersign.systemtests.contract.DocumentedApi;
import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import io.countersign.systemtests.contract.Operation;
import io.countersign.systemtests.contract.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document against one running system: requests are made from it, and every answer is held against it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiContractIT {
    private static final String UNKNOWN_KEY = "Bearer csk_live_0";
    private static final int SHOWN = 60;

    @TempDir
    private static Path folder;

    private static RunningCountersign running;
    private static DocumentedApi api;
    private static String operatorKey;

    @BeforeAll
    static void up() throws IOException {
        running = RunningCountersign.start(folder.resolve("data"), RunningCountersign.Ports.free());
        api = new DocumentedApi(running.ports().api(), ApiDocument.onClasspath());
        operatorKey = Files.readString(running.data().resolve("operator.key")).strip();
    }

    @AfterAll
    static void down() {
        running.close();
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
        api.expect(409, cancel, world.request(cancel));
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
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> cases = new TreeMap<>();
        long start = System.nanoTime();

        for (Operation operation : api.document().operations()) {
            World world = World.create(api, operatorKey); // for each a key of its own: a key may only send so many at once
            List<BadRequest> all = new ArrayList<>(BadParameters.of(operation, world));
            if (operation.bodySchema().isPresent()) {
                all.addAll(BadBodies.of(operation, world.request(operation)));
            }
            all.forEach(bad -> attempt(operation, bad, wrong));
            cases.put(operation.id(), all.size());
        }

        System.out.printf("bad input: %d cases in %d ms, %s; answers so far by status: %s%n",
                cases.values().stream().mapToInt(Integer::intValue).sum(), (System.nanoTime() - start) / 1_000_000, cases, api.counts());
        assertThat(wrong.stream().limit(SHOWN).toList()).as(wrong.size() + " answered otherwise").isEmpty();
        assertThat(cases.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2_000);
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

    private static void attempt(Operation operation, BadRequest bad, List<String> wrong) {
        String what = operation + ", " + bad.name().substring(0, Math.min(100, bad.name().length())) + ": ";
        try {
            Answer answer = api.send(operation, bad.request());
            if (!bad.statuses().contains(answer.status())) {
                wrong.add(what + answer.status() + " " + answer.body() + " (expected: " + bad.statuses() + ")");
            } else if (!bad.field().isEmpty() && !names(answer, bad.field())) {
                wrong.add(what + answer.body() + " (expected: names " + bad.field() + ")");
            }
        } catch (AssertionError | RuntimeException e) {
            wrong.add(what + e);
        }
    }

    private static boolean names(Answer answer, String field) {
        return World.json(answer).at("/error/details").valueStream().anyMatch(detail -> {
            String name = detail.get("field").asString();
            return name.equals(field) || name.startsWith(field + "[") || name.startsWith(field + ".");
        });
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
