package io.countersign.systemtests;

import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.RestClient.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An account with keys of both roles and names that occur nowhere else.
 *
 * @param sipPort of a node
 * @param mark is in the name of the account and of everything in it
 */
record Tenant(RestClient operator, int sipPort, String mark, String accountId, String adminKey, String readKey) {

    /**
     * One object of each kind.
     *
     * @param ids by the names that paths have for them, the account's too
     * @param tokens of the writes that made them
     */
    record Objects(Map<String, String> ids, List<String> tokens, String sipDomain) {}

    private static final Duration SOON = Duration.ofSeconds(10);

    /** @param sipPort of a node, for what only failed logins make */
    static Tenant create(RestClient operator, int sipPort, String mark) {
        JsonNode account = operator.post("/v1/account", "{\"name\":\"" + mark + "\"}").expect(201).json();
        String id = account.get("id").asString();
        String read = operator.post("/v1/account/" + id + "/api-keys", key(mark, "read")).expect(201).json().get("secret").asString();
        return new Tenant(operator, sipPort, mark, id, account.get("api_key").get("secret").asString(), read);
    }

    /** A key that is revoked. */
    String revokedKey() {
        JsonNode key = operator.post(path() + "/api-keys", key(mark, "admin")).expect(201).json();
        operator.delete(path() + "/api-keys/" + key.get("id").asString()).expect(204);
        return key.get("secret").asString();
    }

    Objects newObjects() {
        Answer trunk = operator.post(
                path() + "/trunks", "{\"name\":\"" + mark + "\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"SHA-256\"]}");
        String trunkId = id(trunk);
        Answer credential = operator.post(
                path() + "/trunks/" + trunkId + "/credentials", "{\"username\":\"" + mark + "\",\"password\":\"" + mark + "-secret-7f3a\"}",
                "Prefer",
                "wait=5");
        Answer key = operator.post(path() + "/api-keys", key(mark, "read"));
        Map<String, String> ids = new HashMap<>(Map.of(
                "account_id", accountId, "trunk_id", trunkId, "credential_id", id(credential), "key_id", id(key)));
        ids.put("id", "1"); // of a schema: everyone's
        ids.put("target", "auth-table"); // of a rebuild: the operator's
        String sipDomain = trunk.json().get("sip_domain").asString();
        try (Guesser ofUsername = new Guesser(sipPort, sipDomain);
                Guesser ofMany = new Guesser(sipPort, sipDomain)) {
            ofUsername.lockOut(mark);
            ids.put("lockout_id", lockout(path() + "/lockouts", ofUsername));
            ofMany.lockOutItself();
            ids.put("source_lockout_id", lockout("/v1/lockouts", ofMany));
        }
        return new Objects(Map.copyOf(ids), List.of(token(credential), token(key)), sipDomain);
    }

    private String lockout(String list, Guesser guesser) {
        return await().atMost(SOON)
                .until(
                        () -> operator.get(list).expect(200).json().get("data").valueStream()
                                .filter(lockout -> lockout.get("source").asString().equals(guesser.address()))
                                .map(lockout -> lockout.get("id").asString())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private String path() {
        return "/v1/account/" + accountId;
    }

    private static String key(String name, String role) {
        return "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}";
    }

    private static String id(Answer created) {
        return created.expect(201).json().get("id").asString();
    }

    private static String token(Answer write) {
        return write.header("Consistency-Token").orElseThrow();
    }
}
