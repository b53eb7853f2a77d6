package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.rest.route.Service;
import io.countersign.standalone.option.InvalidOptionException;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The front door of a standalone run; it also merges what the services tell about themselves. */
class FrontDoorTest extends FrontDoorContract {
    private final AtomicBoolean kafkaLives = new AtomicBoolean(true);

    @Override
    Door open(Backends backends) {
        return Door.of(FrontDoor.open(
                InetAddress.getLoopbackAddress(), 0, backends, Map.of("kafka", kafkaLives::get), "0.0.1"));
    }

    @Test
    void dropsWhatTheClientSaysBelongsToItsConnection() throws Exception {
        String answer = raw("GET /v1/account/acc_1 HTTP/1.1\r\nHost: a\r\nConnection: close, X-Private\r\nX-Private: 1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 OK");
        assertThat(query.taken().headers()).doesNotContainKey("x-private");
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
        assertThatThrownBy(() -> FrontDoor.open(InetAddress.getLoopbackAddress(), port(), backends, Map.of(), "0"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("TCP port " + port() + " of 127.0.0.1 is in use by another program;"
                        + " stop that one or choose another with --api-port");
    }
}
