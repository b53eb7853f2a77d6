package io.countersign.bench.api;

import io.countersign.bench.measure.LoopbackTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a Countersign on this machine, with the operator's key. Safe for use by several threads. */
public final class CountersignApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final URI base;
    private final String authorization;

    /** A trunk as far as a SIP client must know it. */
    public record Trunk(String account, String id, String sipDomain) {
        /** Where its credentials are created. */
        public String credentialsPath() {
            return "/v1/account/" + account + "/trunks/" + id + "/credentials";
        }
    }

    /** What came back. */
    public record Reply(int status, String body) {
        /** The body of an answer that must have this status. */
        public JsonNode json(int expected) {
            if (status != expected) {
                throw new IllegalStateException("status " + status + " (expected: " + expected + "): " + body);
            }
            return JSON.readTree(body);
        }
    }

    private CountersignApi(URI base, String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** A client with the key in that file, {@code <data>/operator.key}. */
    public static CountersignApi of(URI base, Path keyFile) throws IOException {
        return withKey(base, Files.readString(keyFile).strip());
    }

    /** The same with a key at hand. */
    public static CountersignApi withKey(URI base, String key) {
        LoopbackTarget.of(base.getHost(), base.getPort());
        return new CountersignApi(base, "Bearer " + key);
    }

    /** Creates an account; gives its id. */
    public String createAccount(String name) throws IOException, InterruptedException {
        return post("/v1/account", JSON.writeValueAsString(Map.of("name", name))).json(201).get("id").asString();
    }

    /** Creates a trunk for digest. */
    public Trunk createTrunk(String account, String name, List<String> algorithms) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(
                Map.of("name", name, "auth_type", "credential", "digest_algorithms", algorithms));
        JsonNode trunk = post("/v1/account/" + account + "/trunks", body).json(201);
        return new Trunk(account, trunk.get("id").asString(), trunk.get("sip_domain").asString());
    }

    /** Creates a credential; gives its id. */
    public String createCredential(Trunk trunk, String username, String password) throws IOException, InterruptedException {
        return post(trunk.credentialsPath(), credential(username, password)).json(201).get("id").asString();
    }

    /** Deletes it. */
    public void deleteCredential(Trunk trunk, String credential) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                request(trunk.credentialsPath() + "/" + credential).DELETE().build(), BodyHandlers.ofString());
        if (response.statusCode() != 204) {
            throw new IllegalStateException("DELETE answered " + response.statusCode() + " (expected: 204): " + response.body());
        }
    }

    /** Asks for a rebuild; gives the generation that is being built. */
    public int startRebuild(String target) throws IOException, InterruptedException {
        return post("/v1/rebuilds/" + target, "").json(202).get("next").asInt();
    }

    /** The generation that is live. */
    public int liveGeneration(String target) throws IOException, InterruptedException {
        return get("/v1/rebuilds/" + target).json(200).get("generation").asInt();
    }

    /** A POST with an idempotency key of its own. */
    public Reply post(String path, String json) throws IOException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofString(json);
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(body)
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }

    /** A GET. */
    public Reply get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request(path).GET().build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }

    /** The body that creates a credential. */
    public static String credential(String username, String password) {
        return JSON.writeValueAsString(Map.of("username", username, "password", password));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("Authorization", authorization);
    }
}
