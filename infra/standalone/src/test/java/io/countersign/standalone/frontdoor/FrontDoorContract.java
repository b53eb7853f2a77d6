package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.rest.route.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each front door does, before real HTTP servers in the services' places. */
abstract class FrontDoorContract {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    final Backends backends = new Backends();
    RecordingServer command;
    RecordingServer query;
    private Door door;

    /** Opens the one under test; no instance is added later, but by the test itself. */
    abstract Door open(Backends backends);

    @BeforeEach
    void openAll() {
        command = RecordingServer.open("command");
        query = RecordingServer.open("query");
        backends.add(Service.COMMAND, command.address());
        backends.add(Service.QUERY, query.address());
        door = open(backends);
    }

    @AfterEach
    void closeAll() {
        door.close();
        command.close();
        query.close();
        client.close();
    }

    @Test
    void sendsReadsToOneServiceAndWritesToTheOther() throws Exception {
        assertThat(send(get("/v1/account/acc_1/trunks?limit=2&after=a%2Fb")).body()).isEqualTo("query saw GET");
        assertThat(query.taken().uri()).isEqualTo("/v1/account/acc_1/trunks?limit=2&after=a%2Fb");

        HttpResponse<String> created = send(post("/v1/account/acc_1/trunks", BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("command saw POST");
        assertThat(created.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(command.taken().body()).isEqualTo("{\"name\":\"x\"}");
    }

    @Test
    void tellsTheServiceWhereTheClientReallyIs() throws Exception {
        send(HttpRequest.newBuilder(uri("/v1/account/acc_1"))
                .header("X-Forwarded-For", "203.0.113.9")
                .header("x-forwarded-proto", "https")
                .header("Forwarded", "for=203.0.113.9")
                .header("X-Real-IP", "203.0.113.9")
                .header("Authorization", "Bearer k")
                .build());

        Map<String, List<String>> headers = query.taken().headers();
        assertThat(headers).containsEntry("x-forwarded-for", List.of("127.0.0.1")).containsEntry("authorization", List.of("Bearer k"));
        assertThat(headers).doesNotContainKeys("x-forwarded-proto", "forwarded", "x-real-ip");
    }

    @Test
    void dropsWhatBelongsToOneConnection() throws Exception {
        String answer = raw(String.join(
                "\r\n",
                "GET /v1/account/acc_1 HTTP/1.1",
                "Host: a.example",
                "Connection: close, X-Forwarded-For, Authorization",
                "Authorization: Bearer k",
                "TE: trailers",
                "Keep-Alive: 5",
                "Proxy-Authorization: Basic x",
                "",
                ""));

        assertThat(answer).startsWith("HTTP/1.1 200 OK");
        assertThat(query.taken().headers())
                .doesNotContainKeys("te", "keep-alive", "proxy-authorization")
                .containsEntry("x-forwarded-for", List.of("127.0.0.1"));
    }

    @Test
    void passesABodyOfUnknownLengthBothWays() throws Exception {
        byte[] large = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
        BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large));

        HttpResponse<String> answer = send(post("/echo", chunked));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(large.length);
    }

    @Test
    void answersHeadWithoutABodyAndLeavesTheConnectionUsable() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri("/v1/account/acc_1")).HEAD().build();

        HttpResponse<String> answer = client.send(head, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("13");
        assertThat(send(get("/v1/account/acc_1")).body()).isEqualTo("query saw GET");
    }

    @Test
    void relaysARefusalThatComesBeforeTheBodyIsRead() throws Exception {
        HttpResponse<String> answer = send(post("/too-large", BodyPublishers.ofString("x".repeat(200_000))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains("{\"error\":{\"code\":\"PAYLOAD_TOO_LARGE\",");
    }

    @Test
    void saysUnavailableForAServiceThatDoesNotListen() throws Exception {
        command.close();

        HttpResponse<String> answer = send(post("/v1/account", BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"UNAVAILABLE\","
                        + "\"message\":\"command-service is not available now; try again\",\"details\":[]}}");
        assertThat(send(get("/v1/account/acc_1")).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesInTheFormOfTheSurface() throws Exception {
        command.close();

        HttpResponse<String> answer = send(post("/api/v1/sip-credentials?x=1", BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"/docs/problems/unavailable\",\"title\":\"Unavailable\",\"status\":503,"
                        + "\"detail\":\"command-service is not available now; try again\",\"instance\":\"/api/v1/sip-credentials\"}");
    }

    @Test
    void namesEachRequestAsTheClientDoes() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        send(HttpRequest.newBuilder(uri("/v1/account/acc_1"))
                .header("X-Request-Id", "client.1-a_b")
                .header("traceparent", trace)
                .build());
        assertThat(query.taken().headers())
                .containsEntry("x-request-id", List.of("client.1-a_b"))
                .containsEntry("traceparent", List.of(trace));

        send(HttpRequest.newBuilder(uri("/v1/account/acc_1")).header("X-Request-Id", "a b\"c").build());
        assertThat(query.taken().headers().get("x-request-id")).singleElement().asString().matches("[A-Za-z0-9-]{32,36}");

        query.close();
        HttpResponse<String> ours = send(
                HttpRequest.newBuilder(uri("/v1/account/acc_1")).header("X-Request-Id", "client.2").build());
        assertThat(ours.statusCode()).isEqualTo(503);
        assertThat(ours.headers().firstValue("X-Request-Id")).hasValue("client.2");
    }

    @Test
    void saysUnavailableWhenTheConnectionBreaksBeforeTheAnswer() throws Exception {
        assertThat(send(post("/hang-up", BodyPublishers.ofString("{}"))).statusCode()).isEqualTo(503);
        assertThat(command.seen()).as("a request may have taken effect: it is not sent again").hasSize(1);
    }

    @Test
    void breaksTheConnectionWhenTheAnswerIsNotWhole() {
        assertThatThrownBy(() -> send(get("/half"))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesATargetThatIsNoPath() throws Exception {
        for (String target : List.of("/a|b", "/%zz", "http://other.example/v1", "*", "//v1/account")) {
            assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .as(target)
                    .startsWith("HTTP/1.1 400")
                    .contains("VALIDATION_FAILED");
        }
        assertThat(command.seen()).isEmpty();
        assertThat(query.seen()).isEmpty();
    }

    final HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    final HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
    }

    final HttpRequest post(String path, BodyPublisher body) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).POST(body).build();
    }

    final int port() {
        return door.port();
    }

    final URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }

    final String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
