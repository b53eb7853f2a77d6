package io.countersign.standalone.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.route.Access;
import io.countersign.rest.route.Route;
import io.countersign.rest.route.Service;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx as the front door; skipped where it is not installed. */
class NginxFrontDoorIT extends FrontDoorContract {
    @TempDir
    private Path folder;

    @Override
    Door open(Backends backends) {
        return NginxDoor.open(backends, folder);
    }

    @Test
    void refusesWithJsonOnly() throws Exception {
        assertThat(raw("TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("{\"error\":{\"code\":\"METHOD_NOT_ALLOWED\"")
                .contains("Content-Type: application/json");
        assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("VALIDATION_FAILED");
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("VALIDATION_FAILED");
        assertThat(raw("nonsense\r\n\r\n")).contains("VALIDATION_FAILED").doesNotContain("<html");
    }

    /** The table of today has no such route; later ones will. */
    @Test
    void sendsARouteElsewhereThanItsMethodLeads(@TempDir Path other) throws Exception {
        List<Route> routes = List.of(
                new Route("GET", "/v1/account/{account_id}/numbers", Service.COMMAND, Access.READ),
                new Route("POST", "/v1/account/{account_id}/explain", Service.QUERY, Access.READ));
        try (Door door = NginxDoor.open(backends, other, routes)) {
            URI api = URI.create("http://127.0.0.1:" + door.port());
            assertThat(send(HttpRequest.newBuilder(api.resolve("/v1/account/a/numbers?x=1")).build()).body()).isEqualTo("command saw GET");
            assertThat(send(HttpRequest.newBuilder(api.resolve("/v1/account/a/b/numbers")).build()).body()).isEqualTo("query saw GET");
            assertThat(send(HttpRequest.newBuilder(api.resolve("/v1/account/a/explain"))
                                    .POST(BodyPublishers.ofString("{}"))
                                    .build())
                            .body())
                    .isEqualTo("query saw POST");
        }
    }

    @Test
    void livesByItselfAndShowsNoPageOfAnInstance() throws Exception {
        assertThat(send(get("/actuator/health/liveness")).body()).isEqualTo("{\"status\":\"UP\"}");
        for (String path : List.of(
                "/actuator",
                "/actuator/env",
                "/actuator/prometheus",
                "/actuator/health/readiness",
                "/.front-door/read",
                "/.front-door/503")) {
            HttpResponse<String> answer = send(get(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("\"NOT_FOUND\"");
        }
        assertThat(query.seen()).isEmpty();
    }
}
