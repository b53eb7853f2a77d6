package io.countersign.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one instance over HTTP. */
final class TestClient {
    static final String OPERATOR = "csk_operator_0123456789abcdefghijklmnopqrstuvwxyz0123456";
    static final String TRUNK = "{\"name\":\"office\",\"auth_type\":\"credential\"}";

    private static final String PASSWORD = "xK7-quiet-lantern-93-vole";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI base;

    TestClient(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    HttpResponse<String> post(String path, String key, String body, String... headers) {
        return answer(postAsync(path, key, body, headers));
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, String key, String body, String... headers) {
        return send(request(path, key, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path, String key, String... headers) {
        return answer(deleteAsync(path, key, headers));
    }

    CompletableFuture<HttpResponse<String>> deleteAsync(String path, String key, String... headers) {
        return send(request(path, key, headers).DELETE());
    }

    HttpResponse<String> get(String path) {
        return get(path, OPERATOR);
    }

    HttpResponse<String> get(String path, String key) {
        return answer(send(request(path, key).GET()));
    }

    boolean isReady() {
        return get("/actuator/health/readiness").statusCode() == 200;
    }

    /** A new account whose key is known: on a busy machine the relay may take longer than the answer waits for it. */
    Account newAccount() {
        JsonNode body = json(created(post("/v1/account", OPERATOR, "{\"name\":\"Example\"}")));
        Account account = new Account(body.get("id").stringValue(), body.get("api_key").get("secret").stringValue());
        await().atMost(TIMEOUT).until(() -> post(account.path("/trunks"), account.secret(), "{}").statusCode() == 400);
        return account;
    }

    String newTrunk(Account account) {
        return json(created(post(account.path("/trunks"), account.secret(), TRUNK))).get("id").stringValue();
    }

    /** Where the credentials of a new trunk are made. */
    String newTrunkCredentials(Account account) {
        return account.path("/trunks/" + newTrunk(account) + "/credentials");
    }

    /** A request's body that creates a credential. */
    static String credential(String username) {
        return "{\"username\":\"" + username + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    static HttpResponse<String> created(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return response;
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static String errorCode(HttpResponse<String> response) {
        return json(response).get("error").get("code").stringValue();
    }

    static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> sent) {
        return sent.orTimeout(30, SECONDS).join();
    }

    private HttpRequest.Builder request(String path, String key, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** An account with its admin key. */
    record Account(String id, String secret) {
        String path(String rest) {
            return "/v1/account/" + id + rest;
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
