package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.rest.route.Service;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Our own front door; it also merges what the instances tell about themselves. */
class SeveralInstancesIT extends SeveralInstancesContract {
    @Override
    Door open(Backends backends) {
        return Door.of(FrontDoor.open(InetAddress.getLoopbackAddress(), 0, backends, Map.of(), "0.0.1"));
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
    void sendsNothingMoreToOneThatIsAboutToEnd() throws Exception {
        assertThat(post("/leaving-first").body()).isEqualTo("command-1 saw POST");

        for (int i = 0; i < 6; i++) {
            assertThat(post("/v1/account").body()).isEqualTo("command-2 saw POST");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> post("/v1/account").body().equals("command-1 saw POST"));
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
}
