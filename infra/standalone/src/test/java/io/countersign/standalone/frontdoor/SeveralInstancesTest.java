package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.rest.route.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The front door before two instances of each service. */
class SeveralInstancesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Backends backends = new Backends();
    private RecordingServer command1;
    private RecordingServer command2;
    private RecordingServer query1;
    private RecordingServer query2;
    private FrontDoor door;

    @BeforeEach
    void open() {
        command1 = opened(Service.COMMAND, "command-1");
        command2 = opened(Service.COMMAND, "command-2");
        query1 = opened(Service.QUERY, "query-1");
        query2 = opened(Service.QUERY, "query-2");
        door = FrontDoor.open(InetAddress.getLoopbackAddress(), 0, backends, Map.of(), "0.0.1");
    }

    @AfterEach
    void close() {
        door.close();
        command1.close();
        command2.close();
        query1.close();
        query2.close();
        client.close();
    }

    @Test
    void takesThemInTurn() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(post("/v1/account").statusCode()).isEqualTo(201);
        }
        assertThat(command1.seen()).hasSize(3);
        assertThat(command2.seen()).hasSize(3);
    }

    @Test
    void passesOverOneThatRefusesConnectionsAndComesBackToIt() throws Exception {
        command1.close();

        for (int i = 0; i < 6; i++) {
            assertThat(post("/v1/account").statusCode()).isEqualTo(201);
        }
        assertThat(command2.seen()).hasSize(6);

        command1 = command1.reopen();
        await().atMost(PATIENCE).until(() -> post("/v1/account").body().equals("command-1 saw POST"));
    }

    @Test
    void saysUnavailableWhenNoneCanBeReachedAndRecoversAtOnce() throws Exception {
        command1.close();
        command2.close();
        assertThat(post("/v1/account").statusCode()).isEqualTo(503);

        command2 = command2.reopen();
        assertThat(post("/v1/account").statusCode()).isEqualTo(201);
    }

    @Test
    void neverSendsAWriteAgain() throws Exception {
        assertThat(post("/hang-up").statusCode()).isEqualTo(503);
        assertThat(command1.seen().size() + command2.seen().size()).isEqualTo(1);
    }

    @Test
    void sendsAReadOnceMoreWhenItsConnectionBreaks() throws Exception {
        assertThat(get("/hang-up").statusCode()).isEqualTo(503);
        assertThat(query1.seen()).hasSize(1);
        assertThat(query2.seen()).hasSize(1);
    }

    @Test
    void asksAnotherWhenOneIsSilent() throws Exception {
        assertThat(get("/silent-first").body()).isEqualTo("query-2 saw GET");
        assertThat(query1.seen()).hasSize(1);
        assertThat(get("/v1/account/acc_1").body()).as("the silent one waits its turn").isEqualTo("query-2 saw GET");
        assertThat(get("/v1/account/acc_1").body()).isEqualTo("query-2 saw GET");
    }

    @Test
    void isReadyWithOneOfEachAndShowsTheOthers() throws Exception {
        try (RecordingServer sip = opened(Service.SIP_AUTH, "sip")) {
            assertThat(sip.seen()).isEmpty();
            query1.close();

            HttpResponse<String> ready = get("/actuator/health/readiness");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body())
                    .contains("\"query-service\":{\"status\":\"UP\",\"instances\":{\"127.0.0.1:" + query1.address().getPort()
                            + "\":{\"status\":\"DOWN\"")
                    .contains("\"127.0.0.1:" + query2.address().getPort() + "\":{\"status\":\"UP\"}");

            query2.close();
            assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void tellsTheirMetricsApart() throws Exception {
        query2.close();
        String expected = "# TYPE up gauge\n"
                + "up{service=\"command-service\",backend=\"127.0.0.1:" + command1.address().getPort() + "\"} 1\n"
                + "up{service=\"command-service\",backend=\"127.0.0.1:" + command2.address().getPort() + "\"} 1\n"
                + "up{service=\"query-service\",backend=\"127.0.0.1:" + query1.address().getPort() + "\"} 1\n";

        assertThat(get("/actuator/prometheus").body()).isEqualTo(expected);
    }

    private RecordingServer opened(Service service, String name) {
        RecordingServer server = RecordingServer.open(name);
        backends.add(service, server.address());
        return server;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).POST(BodyPublishers.ofString("{}")).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }
}
