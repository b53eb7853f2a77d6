package io.countersign.rest.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.RestSurface;
import io.countersign.rest.key.ApiKey;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One table of refusals for both surfaces: the same status, code, words, fields and headers, each in its surface's form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothSurfacesIT {
    private static final String ACCOUNT = "acc_aaaaaaaaaaaa";
    private static final String TRUNK_ACCESS = "/v1/account/" + ACCOUNT;
    private static final String PROVIDER_ACCESS = "/api/v1";
    private static final int PER_SECOND = 5;
    private static final List<String> OF_A_REFUSAL = List.of("Retry-After", "WWW-Authenticate", "Allow", "ETag", "Cache-Control");

    private RestSurface surface;

    /** A request and what it is answered with. */
    record Case(String name, String key, String method, String path, Optional<byte[]> body, String type, String accept, ErrorCode code, List<String> fields) {
        static Case of(String name, String key, String method, String path, ErrorCode code) {
            return new Case(name, key, method, path, Optional.empty(), "application/json", "application/json", code, List.of());
        }

        static Case body(String name, byte[] body, ErrorCode code, String... fields) {
            return new Case(name, "admin", "POST", "/trunks", Optional.of(body), "application/json", "application/json", code, List.of(fields));
        }

        Case type(String other) {
            return new Case(name, key, method, path, body, other, accept, code, fields);
        }

        Case accept(String other) {
            return new Case(name, key, method, path, body, type, other, code, fields);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What an error says, whatever its form. */
    record Said(String code, String message, List<JsonNode> details) {
        List<String> fields() {
            return details.stream().map(detail -> detail.get("field").asString()).toList();
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        surface = RestSurface.start(folder, "--countersign.api.requests-per-second=" + PER_SECOND);
    }

    @AfterAll
    void stop() {
        surface.close();
    }

    static Stream<Case> cases() {
        byte[] good = "{\"name\":\"a\"}".getBytes(UTF_8);
        List<Case> cases = new ArrayList<>(List.of(
                Case.of("no key", "none", "GET", "/trunks", ErrorCode.UNAUTHORIZED),
                Case.of("unknown key", "unknown", "GET", "/trunks", ErrorCode.UNAUTHORIZED),
                Case.of("too many requests", "spent", "GET", "/trunks", ErrorCode.RATE_LIMITED),
                Case.of("not there", "admin", "GET", "/nowhere", ErrorCode.NOT_FOUND),
                Case.of("another role", "reader", "POST", "/trunks", ErrorCode.FORBIDDEN),
                Case.of("another method", "admin", "DELETE", "/trunks", ErrorCode.METHOD_NOT_ALLOWED),
                Case.of("no JSON wanted", "admin", "GET", "/trunks/trunk_a", ErrorCode.NOT_ACCEPTABLE).accept("text/html"),
                Case.body("no JSON sent", good, ErrorCode.UNSUPPORTED_MEDIA_TYPE).type("text/plain"),
                Case.body("no type", good, ErrorCode.UNSUPPORTED_MEDIA_TYPE).type("nonsense"),
                Case.body("another charset", good, ErrorCode.UNSUPPORTED_MEDIA_TYPE).type("application/json;charset=utf-16"),
                Case.body("not UTF-8", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, ErrorCode.VALIDATION_FAILED, "body"),
                Case.body("half of a body", "{\"name\":".getBytes(UTF_8), ErrorCode.VALIDATION_FAILED, "body"),
                Case.body("deep", "[".repeat(1_000).getBytes(UTF_8), ErrorCode.VALIDATION_FAILED, "body"),
                Case.body("unknown fields", "{\"name\":1,\"x\":{}}".getBytes(UTF_8), ErrorCode.VALIDATION_FAILED, "name", "x"),
                Case.body("large", new byte[70_000], ErrorCode.PAYLOAD_TOO_LARGE)));
        for (ErrorCode code : ErrorCode.values()) {
            cases.add(Case.of(code.name(), "admin", "GET", "/refusals/" + code, code));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothRefuseAlikeEachInItsForm(Case refused) throws Exception {
        HttpResponse<String> error = send(TRUNK_ACCESS, refused);
        HttpResponse<String> problem = send(PROVIDER_ACCESS, refused);

        assertThat(List.of(error.statusCode(), problem.statusCode())).containsOnly(refused.code().status());
        assertThat(error.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
        Said said = ofError(error.body());
        assertThat(said.code()).isEqualTo(refused.code().name());
        assertThat(said.fields()).isEqualTo(refused.fields());
        assertThat(said).isEqualTo(ofProblem(problem.body(), refused));
        for (String header : OF_A_REFUSAL) {
            assertThat(problem.headers().firstValue(header)).as(header).isEqualTo(error.headers().firstValue(header));
        }
        assertThat(problem.headers().firstValue("X-Request-Id")).isPresent();
    }

    private HttpResponse<String> send(String base, Case refused) throws Exception {
        BodyPublisher body = refused.body().map(BodyPublishers::ofByteArray).orElse(BodyPublishers.noBody());
        HttpRequest.Builder request = HttpRequest.newBuilder(surface.uri(base + refused.path()))
                .header("Content-Type", refused.type())
                .header("Accept", refused.accept())
                .method(refused.method(), body);
        if (!refused.key().equals("none")) {
            request.header("Authorization", "Bearer " + key(refused.key()));
        }
        HttpResponse<String> answer = surface.send(request);
        for (int i = 0; refused.key().equals("spent") && answer.statusCode() != 429 && i < 100 * PER_SECOND; i++) {
            answer = surface.send(request); // the limit is filled up again meanwhile
        }
        return answer;
    }

    /** A new one each time: a limit is a key's. */
    private String key(String kind) throws Exception {
        ApiKey key = kind.equals("unknown") ? ApiKey.generate(new SecureRandom()) : surface.issue(ACCOUNT, kind.equals("reader") ? "read" : "admin");
        return key.exportText();
    }

    private static Said ofError(String body) {
        JsonNode error = JsonMapper.shared().readTree(body).get("error");
        return new Said(error.get("code").asString(), error.get("message").asString(), error.get("details").valueStream().toList());
    }

    private static Said ofProblem(String body, Case refused) {
        JsonNode problem = JsonMapper.shared().readTree(body);
        assertThat(problem.get("status").asInt()).isEqualTo(refused.code().status());
        assertThat(problem.get("instance").asString()).isEqualTo(PROVIDER_ACCESS + refused.path());
        assertThat(problem.get("title").asString()).isNotEmpty();
        String code = problem.get("type").asString().replace("/docs/problems/", "").replace('-', '_').toUpperCase(Locale.ROOT);
        return new Said(code, problem.get("detail").asString(), problem.path("errors").valueStream().toList());
    }
}
