package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.rest.route.Service;
import io.countersign.standalone.option.InvalidOptionException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The front door before real HTTP servers in the services' places. */
class FrontDoorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean kafkaLives = new AtomicBoolean(true);
    private final Backends backends = new Backends();
    private RecordingServer command;
    private RecordingServer query;
    private FrontDoor door;

    @BeforeEach
    void open() {
        command = RecordingServer.open("command");
        query = RecordingServer.open("query");
        backends.add(Service.COMMAND, command.address());
        backends.add(Service.QUERY, query.address());
        door = FrontDoor.open(InetAddress.getLoopbackAddress(), 0, backends, Map.of("kafka", kafkaLives::get), "0.0.1");
    }

    @AfterEach
    void close() {
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
                "Connection: close, X-Private",
                "X-Private: 1",
                "TE: trailers",
                "Keep-Alive: 5",
                "Proxy-Authorization: Basic x",
                "",
                ""));

        assertThat(answer).startsWith("HTTP/1.1 200 OK");
        assertThat(query.taken().headers()).doesNotContainKeys("x-private", "te", "keep-alive", "proxy-authorization");
    }

    @Test
    void streamsABodyOfUnknownLengthBothWays() throws Exception {
        byte[] large = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
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

    @Test
    void isReadyWhenEveryServiceAndEveryChildIs() throws Exception {
        HttpResponse<String> early = send(get("/actuator/health/readiness"));
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).contains("\"sip-auth-service\":{\"status\":\"DOWN\"}");
        assertThat(send(get("/actuator/health/liveness")).statusCode()).isEqualTo(200);

        RecordingServer sip = RecordingServer.open("sip");
        backends.add(Service.SIP_AUTH, sip.address());
        HttpResponse<String> ready = send(get("/actuator/health/readiness"));
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).startsWith("{\"status\":\"UP\"").contains("\"kafka\":{\"status\":\"UP\"}");

        kafkaLives.set(false);
        assertThat(send(get("/actuator/health/readiness")).statusCode()).isEqualTo(503);

        kafkaLives.set(true);
        sip.close();
        assertThat(send(get("/actuator/health/readiness")).statusCode()).isEqualTo(503);
        assertThat(send(get("/actuator/health/liveness")).statusCode()).isEqualTo(503);
    }

    @Test
    void mergesMetricsAndInfo() throws Exception {
        assertThat(send(get("/actuator/prometheus")).body())
                .isEqualTo("# TYPE up gauge\nup{service=\"command-service\"} 1\nup{service=\"query-service\"} 1\n");
        assertThat(send(get("/actuator/info")).body()).startsWith("{\"version\":\"0.0.1\",\"durable\":true");
        assertThat(send(get("/actuator/env")).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> FrontDoor.open(InetAddress.getLoopbackAddress(), door.port(), backends, Map.of(), "0"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("TCP port " + door.port() + " of 127.0.0.1 is in use by another program;"
                        + " stop that one or choose another with --api-port");
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
    }

    private HttpRequest post(String path, BodyPublisher body) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).POST(body).build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
