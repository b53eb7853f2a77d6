package io.countersign.systemtests.contract;

import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.Guesser;
import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An account with one of everything, made by the document's own examples. */
public final class World {
    private static final String FIRST_SCHEMA = "1";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final DocumentedApi api;
    private final String operatorKey;
    private final Map<String, String> ids = new HashMap<>(Map.of("id", FIRST_SCHEMA, "target", "auth-table"));
    private final List<String> tokens = new ArrayList<>();
    private String adminKey = "";
    private String readKey = "";
    private String sipDomain = "";

    private World(DocumentedApi api, String operatorKey) {
        this.api = api;
        this.operatorKey = operatorKey;
    }

    /** Runs the example of every operation that creates something, outer ones first. */
    public static World create(DocumentedApi api, String operatorKey) {
        World world = new World(api, operatorKey);
        api.document().operations().stream()
                .filter(World::creates)
                .sorted(Comparator.comparingInt(operation -> operation.path().length()))
                .forEach(operation -> world.learn(operation, api.expect(201, operation, world.patient(operation))));
        Operation issue = api.operation("createApiKey");
        Answer reader = api.expect(201, issue, world.request(issue).json("{\"name\":\"reader\",\"role\":\"read\"}"));
        world.readKey = json(reader).get("secret").asString();
        world.lockOut();
        return world;
    }

    /** What no request makes: somebody who fails too often at our trunk, and somebody who fails with many usernames. */
    private void lockOut() {
        try (Guesser ofUsername = new Guesser(api.sipPort(), sipDomain);
                Guesser ofMany = new Guesser(api.sipPort(), sipDomain)) {
            ofUsername.lockOut("pbx-prod-01");
            ids.put("lockout_id", lockout("listLockouts", ofUsername));
            ofMany.lockOutItself();
            ids.put("source_lockout_id", lockout("listSourceLockouts", ofMany));
        }
    }

    private String lockout(String list, Guesser guesser) {
        Operation operation = api.operation(list);
        return await().atMost(SOON)
                .until(
                        () -> json(api.expect(200, operation, request(operation))).get("data").valueStream()
                                .filter(lockout -> lockout.get("source").asString().equals(guesser.address()))
                                .map(lockout -> lockout.get("id").asString())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Answered when the nodes know it. */
    private Request patient(Operation operation) {
        return operation.hasHeader("Prefer") ? request(operation).plus("Prefer", "wait=5") : request(operation);
    }

    /** A good request: with the key that it needs, its example, and a wait for what was written. */
    public Request request(Operation operation) {
        Request request = Request.of(operation.method(), operation.target(ids));
        if (!operation.isPublic()) {
            request = withKey(request, operation.access().equals("operator") ? operatorKey : adminKey);
        }
        Optional<JsonNode> example = operation.bodyExample();
        if (example.isPresent()) {
            request = request.json(example.get().toString());
        }
        return operation.hasHeader("Consistency-Token") && !tokens.isEmpty()
                ? request.plus("Consistency-Token", String.join(", ", tokens))
                : request;
    }

    public Request asReader(Operation operation) {
        return withKey(request(operation), readKey);
    }

    public Request withoutKey(Operation operation) {
        return request(operation).without("Authorization");
    }

    /** The same request to what an id names that is in the path. */
    public Request elsewhere(Operation operation, String parameter, String id) {
        Map<String, String> others = new HashMap<>(ids);
        others.put(parameter, id);
        return request(operation).at(operation.target(others));
    }

    public String id(String parameter) {
        return ids.getOrDefault(parameter, "");
    }

    /** Notes the id and the token in the answer of a POST. */
    public void learn(Operation operation, Answer answer) {
        JsonNode body = json(answer);
        String below = operation.path() + "/{";
        api.document().operations().stream()
                .map(Operation::path)
                .filter(path -> path.startsWith(below) && path.indexOf('}') > 0 && path.endsWith("}")
                        && path.indexOf('/', below.length()) < 0)
                .findAny()
                .ifPresent(path -> ids.put(path.substring(below.length(), path.length() - 1), body.get("id").asString()));
        answer.header("Consistency-Token").ifPresent(tokens::add);
        if (body.has("sip_domain")) {
            sipDomain = body.get("sip_domain").asString();
        }
        if (body.has("api_key")) {
            adminKey = body.at("/api_key/secret").asString();
        }
    }

    public static boolean creates(Operation operation) {
        return operation.method().equals("POST") && operation.success() == 201;
    }

    public static JsonNode json(Answer answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static Request withKey(Request request, String key) {
        return request.with("Authorization", "Bearer " + key);
    }
}
