package io.countersign.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.key.ApiKey;
import io.countersign.rest.key.ApiKeys;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter, error bodies and documentation on a real server, with keys that come by a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestSurfaceIT {
    private static final String OWN_ACCOUNT = "acc_aaaaaaaaaaaa";
    private static final String OWN = "/v1/account/" + OWN_ACCOUNT;
    private static final String FOREIGN = "/v1/account/acc_bbbbbbbbbbbb";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ApiKey admin = ApiKey.generate(new SecureRandom());
    private final ApiKey reader = ApiKey.generate(new SecureRandom());

    private RestSurface surface;

    @BeforeAll
    void start(@TempDir Path folder) {
        surface = RestSurface.start(folder);
        surface.issue(admin, OWN_ACCOUNT, "admin");
        surface.issue(reader, OWN_ACCOUNT, "read");
    }

    @AfterAll
    void stop() {
        surface.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // key | method | path | status | code
        "none     | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 401 | UNAUTHORIZED",
        "none     | GET    | /nowhere                                 | 401 | UNAUTHORIZED",
        "none     | POST   | /v1/account                              | 401 | UNAUTHORIZED",
        "unknown  | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 401 | UNAUTHORIZED",
        "broken   | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 401 | UNAUTHORIZED",
        "basic    | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 401 | UNAUTHORIZED",
        "stolenId | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 401 | UNAUTHORIZED",
        "reader   | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 200 | ",
        "reader   | HEAD   | /v1/account/acc_aaaaaaaaaaaa/trunks      | 200 | ",
        "reader   | POST   | /v1/account/acc_aaaaaaaaaaaa/trunks      | 403 | FORBIDDEN",
        "reader   | POST   | /v1/account/acc_bbbbbbbbbbbb/trunks      | 404 | NOT_FOUND", // the account before the role
        "reader   | PUT    | /v1/account/acc_aaaaaaaaaaaa/trunks      | 405 | METHOD_NOT_ALLOWED",
        "reader   | DELETE | /nowhere                                 | 403 | FORBIDDEN",
        "admin    | POST   | /v1/account/acc_aaaaaaaaaaaa/trunks      | 201 | ",
        "admin    | GET    | /v1/account/acc_bbbbbbbbbbbb/trunks      | 404 | NOT_FOUND",
        "admin    | GET    | /v1/account/acc%5Fbbbbbbbbbbbb/trunks    | 404 | NOT_FOUND",
        "admin    | GET    | /v1/account;a=b/acc_bbbbbbbbbbbb/trunks  | 404 | NOT_FOUND",
        "admin    | GET    | /v1/%61ccount/acc_bbbbbbbbbbbb/trunks    | 404 | NOT_FOUND",
        "admin    | GET    | /v1/account/acc_aaaaaaaaaaaa/trunks/     | 404 | NOT_FOUND",
        "admin    | GET    | /v1//account/acc_bbbbbbbbbbbb/trunks     | 404 | NOT_FOUND",
        "admin    | POST   | /v1/account                              | 403 | FORBIDDEN",
        "admin    | GET    | /v1/auth-failures                        | 403 | FORBIDDEN",
        "admin    | GET    | /nowhere                                 | 404 | NOT_FOUND",
        "admin    | PATCH  | /nowhere                                 | 404 | NOT_FOUND",
        "admin    | DELETE | /v1/account/acc_aaaaaaaaaaaa/trunks      | 405 | METHOD_NOT_ALLOWED",
        "admin    | OPTIONS| /v1/account/acc_aaaaaaaaaaaa/trunks      | 405 | METHOD_NOT_ALLOWED",
        "operator | POST   | /v1/account                              | 201 | ",
        "operator | GET    | /v1/account/acc_bbbbbbbbbbbb/trunks      | 200 | ",
        "operator | GET    | /v1/auth-failures                        | 200 | ",
        "operator | GET    | /v1/auth-failures?limit=0                | 400 | VALIDATION_FAILED",
        "operator | GET    | /v1/account/acc_bbbbbbbbbbbb             | 500 | INTERNAL_ERROR",
        "none     | GET    | /openapi.json                            | 200 | ",
        "none     | HEAD   | /openapi.json                            | 200 | ",
        "none     | GET    | /docs                                    | 200 | ",
        "none     | GET    | /docs/swagger-ui-bundle.js               | 200 | ",
        "none     | GET    | /docs/openapi.json                       | 404 | NOT_FOUND",
        "none     | GET    | /docs/..%2f..%2fopenapi%2fopenapi.json   | 404 | NOT_FOUND",
        "none     | POST   | /docs                                    | 404 | NOT_FOUND",
    })
    void theChecksComeInTheOrderOfTheContract(String key, String method, String path, int status, String code) throws Exception {
        HttpResponse<String> response = send(request(path, key).method(method,
                method.equals("POST") ? BodyPublishers.ofString("{\"name\":\"a\"}") : BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        if (code != null) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(response.body()).startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"").contains("\"details\":[");
        }
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
        assertThat(response.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
    }

    @Test
    void whatIsMissingAndWhatIsForeignHaveTheSameBytes() throws Exception {
        String foreign = send(request(FOREIGN + "/trunks", "admin").GET()).body();

        assertThat(send(request("/v1/account/acc_zzzzzzzzzzzz/trunks", "admin").GET()).body()).isEqualTo(foreign);
        assertThat(send(request(OWN + "/trunks/trunk_zzzzzzzzzzzz", "admin").GET()).body()).isEqualTo(foreign);
        assertThat(send(request("/nowhere", "admin").GET()).body()).isEqualTo(foreign);
    }

    @Test
    void allowNamesEveryMethodOfAPathAlsoOfOtherServices() throws Exception {
        HttpResponse<String> response = send(request(OWN + "/api-keys", "admin").PUT(BodyPublishers.noBody()));

        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void aHandlerKnowsItsCaller() throws Exception {
        HttpResponse<String> response =
                send(request(OWN + "/trunks", "reader").header("X-Forwarded-For", "203.0.113.9").header("X-Request-Id", "order-17").GET());

        assertThat(response.headers().firstValue("X-Request-Id")).contains("order-17");
        assertThat(response.body()).isEqualTo("Caller[role=READ, accountId=acc_aaaaaaaaaaaa, keyId=" + reader.keyId()
                + ", sourceIp=203.0.113.9, requestId=order-17]");
        assertThat(send(request(OWN + "/trunks", "operator").GET()).body())
                .startsWith("Caller[role=OPERATOR, accountId=null, keyId=null, sourceIp=127.0.0.1, requestId=");
    }

    @Test
    void aRequestIdThatCouldBreakALogLineIsReplaced() throws Exception {
        HttpResponse<String> response = send(request(OWN + "/trunks", "reader").header("X-Request-Id", "a b;c=\"d\"").GET());

        assertThat(response.headers().firstValue("X-Request-Id")).get().asString().matches("[0-9a-f-]{36}");
    }

    @Test
    void aFaultShowsNothingOfItself() throws Exception {
        HttpResponse<String> response = send(request(FOREIGN, "operator").GET());

        assertThat(response.body()).isEqualTo("{\"error\":{\"code\":\"INTERNAL_ERROR\",\"message\":\"Something went wrong on our side; "
                + "X-Request-Id names the request.\",\"details\":[]}}");
        assertThat(response.headers().map().toString()).doesNotContain("IllegalState").doesNotContain("ETag");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "application/json | {\"name\":1,\"x\":2} | 400 | VALIDATION_FAILED",
        "application/json | {\"name\":           | 400 | VALIDATION_FAILED",
        "text/plain       | {}                   | 415 | UNSUPPORTED_MEDIA_TYPE",
        "nonsense         | {}                   | 415 | UNSUPPORTED_MEDIA_TYPE",
    })
    void aBadBodyIsRefused(String type, String body, int status, String code) throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri(OWN + "/trunks"))
                .header("Authorization", "Bearer " + admin.exportText())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"" + code + "\"");
    }

    @Test
    void problemsAreNamedTogether() throws Exception {
        HttpResponse<String> response = send(request(OWN + "/trunks", "admin").POST(BodyPublishers.ofString("{\"name\":1,\"x\":2}")));

        assertThat(response.body()).contains("\"details\":[{\"field\":\"name\",\"reason\":\"must be text\"},"
                + "{\"field\":\"x\",\"reason\":\"is not known here\"}]");
    }

    @Test
    void aLargeBodyIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
        byte[] large = new byte[70_000];
        HttpResponse<String> said = send(request(OWN + "/trunks", "admin").POST(BodyPublishers.ofByteArray(large)));
        HttpResponse<String> streamed = send(request(OWN + "/trunks", "admin")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large))));

        assertThat(said.statusCode()).isEqualTo(413);
        assertThat(streamed.statusCode()).isEqualTo(413);
        assertThat(streamed.body()).contains("PAYLOAD_TOO_LARGE");
    }

    @Test
    void whatIsNotServedAsAskedForIsStillAJsonError() throws Exception {
        HttpResponse<String> response =
                send(request(OWN + "/trunks/trunk_a", "admin").setHeader("Accept", "text/html").GET());

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"NOT_ACCEPTABLE\"");
    }

    @Test
    void rawRubbishGetsNoPageAndNoTrace() throws Exception {
        String key = "Authorization: Bearer " + admin.exportText() + "\r\n";
        for (String start : new String[] {
            "GET /%%% HTTP/1.1\r\n" + key, "GET /v1/account/%zz/trunks HTTP/1.1\r\n" + key, "BREW /v1/account HTTP/1.1\r\n" + key,
            "GET /v1/auth-failures?limit=%zz HTTP/1.1\r\n" + key, "GET / HTTP/9.9\r\n", "\u0000\u0001\u0002\r\n"
        }) {
            String answer = raw(start + "Host: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(start.substring(0, Math.min(40, start.length()))).startsWith("HTTP/");
            assertThat(answer).doesNotContain("<").doesNotContain("Exception").doesNotContain("\tat ").doesNotContain(" 500 ");
        }
    }

    @Test
    void aHeadWithoutEndIsCutOff() throws Exception {
        for (String start : new String[] {"GET /" + "a".repeat(70_000), "GET / HTTP/1.1\r\nX: " + "a".repeat(70_000)}) {
            String answer;
            try {
                answer = raw(start);
            } catch (SocketException e) { // closed before all was sent
                answer = "HTTP/1.1 4";
            }
            assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("<").doesNotContain("Exception");
        }
        assertThat(send(request(OWN + "/trunks", "admin").GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void twoAuthorizationHeadersAreNone() throws Exception {
        String key = "Authorization: Bearer " + admin.exportText() + "\r\n";
        assertThat(raw("GET " + OWN + "/trunks HTTP/1.1\r\nHost: localhost\r\n" + key + key + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 401");
    }

    @Test
    void aKeyThatIsStillOnItsWayIsWaitedForAndARevokedOneIsDead() throws Exception {
        ApiKey fresh = ApiKey.generate(new SecureRandom());
        var waiting = client.sendAsync(bearer(OWN + "/trunks", fresh.exportText()).GET().build(), BodyHandlers.ofString());
        surface.issue(fresh, OWN_ACCOUNT, "admin");
        assertThat(waiting.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);

        surface.broker().send(Topics.API_KEYS, fresh.keyId(), null);
        Awaitility.await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(5)).until(
                () -> send(bearer(OWN + "/trunks", fresh.exportText()).GET()).statusCode() == 401);
        long start = System.nanoTime();
        assertThat(send(bearer(OWN + "/trunks", fresh.exportText()).GET()).statusCode()).isEqualTo(401);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500)); // not waited for again
    }

    @Test
    void theDocumentationNeedsNothingFromOutside() throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(uri("/docs")).GET());

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'; script-src 'self';");
        assertThat(page.body()).doesNotContain("http:").doesNotContain("https:").doesNotContain("<script>");
        Matcher references = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.body());
        int found = 0;
        while (references.find()) {
            HttpResponse<String> file = send(HttpRequest.newBuilder(uri(references.group(1))).GET());
            assertThat(file.statusCode()).as(references.group(1)).isEqualTo(200);
            assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(6);
        assertThat(send(HttpRequest.newBuilder(uri("/openapi.json")).GET()).body()).contains("\"openapi\": \"3.1.0\"");
    }

    private HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder builder = switch (key) {
            case "none" -> HttpRequest.newBuilder(uri(path));
            case "basic" -> HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic " + admin.exportText());
            case "admin" -> bearer(path, admin.exportText());
            case "reader" -> bearer(path, reader.exportText());
            case "operator" -> bearer(path, RestSurface.OPERATOR);
            case "unknown" -> bearer(path, ApiKey.generate(new SecureRandom()).exportText());
            case "broken" -> bearer(path, admin.exportText().substring(1));
            case "stolenId" -> bearer(path, ApiKeys.withIdOf(admin).exportText());
            default -> throw new IllegalArgumentException(key);
        };
        return builder.header("Content-Type", "application/json");
    }

    private HttpRequest.Builder bearer(String path, String key) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + key);
    }

    private URI uri(String path) {
        return surface.uri(path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return surface.send(request);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), surface.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
