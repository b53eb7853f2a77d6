package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.rest.route.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each front door does before two instances of each service. */
abstract class SeveralInstancesContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Backends backends = new Backends();
    RecordingServer command1;
    RecordingServer command2;
    RecordingServer query1;
    RecordingServer query2;
    private Door door;

    /** Opens the one under test. */
    abstract Door open(Backends backends);

    @BeforeEach
    void openAll() {
        command1 = opened(Service.COMMAND, "command-1");
        command2 = opened(Service.COMMAND, "command-2");
        query1 = opened(Service.QUERY, "query-1");
        query2 = opened(Service.QUERY, "query-2");
        door = open(backends);
    }

    @AfterEach
    void closeAll() {
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

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void passesOverOneThatRefusesConnectionsAndComesBackToIt(String method) throws Exception {
        command1.close();

        for (int i = 0; i < 6; i++) {
            assertThat(write(method, "/v1/account").body()).isEqualTo("command-2 saw " + method);
        }
        assertThat(command2.seen()).hasSize(6).allMatch(seen -> seen.body().equals("{}"));

        command1 = command1.reopen();
        await().atMost(PATIENCE).until(() -> write(method, "/v1/account").body().equals("command-1 saw " + method));
    }

    @Test
    void saysUnavailableWhenNoneCanBeReachedAndRecovers() throws Exception {
        command1.close();
        command2.close();
        assertThat(post("/v1/account").statusCode()).isEqualTo(503);
        assertThat(post("/v1/account").statusCode()).isEqualTo(503);

        command2 = command2.reopen();
        await().atMost(PATIENCE).until(() -> post("/v1/account").statusCode() == 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void neverSendsAWriteAgain(String method) throws Exception {
        assertThat(write(method, "/hang-up").statusCode()).isEqualTo(503);
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

    final RecordingServer opened(Service service, String name) {
        RecordingServer server = RecordingServer.open(name);
        backends.add(service, server.address());
        return server;
    }

    final HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    final HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return write("POST", path);
    }

    private HttpResponse<String> write(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString("{}"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    final URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }
}
