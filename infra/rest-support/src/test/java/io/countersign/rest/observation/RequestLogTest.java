package io.countersign.rest.observation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

class RequestLogTest {
    private static final String PATH = "/v1/account/acc_aaaaaaaaaaaa/trunks";
    private static final String ROUTE = "/v1/account/{account_id}/trunks";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestLog requests = new RequestLog(new RequestMetrics(registry));
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void aLineNamesTheOperationAndItsIdsAndNothingThatTheClientWrote() {
        MockServerWebExchange exchange = exchange("POST", PATH + "?password=marked-secret");

        answer(exchange, 201);

        Map<String, String> fields = onlyLine();
        assertThat(fields)
                .containsEntry("method", "POST")
                .containsEntry("route", ROUTE)
                .containsEntry("status", "201")
                .containsEntry("request_id", "req-1")
                .containsEntry("trace_id", "0af7651916cd43dd8448eb211c80319c")
                .containsKey("duration_ms");
        assertThat(fields.toString()).doesNotContain("marked-secret", "acc_aaaaaaaaaaaa");
        assertThat(lines.list.getFirst().getFormattedMessage()).isEqualTo("http.request");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 503, INFO", "GET, 500, INFO", // faults of ours
        "GET, 200, DEBUG", "HEAD, 404, DEBUG",
        "POST, 401, DEBUG", "DELETE, 404, DEBUG", "POST, 429, DEBUG" // without a known caller
    })
    void withoutAKeyOnlyFaultsOfOursAreAtInfo(String method, int status, String level) {
        answer(exchange(method, PATH), status);

        assertThat(lines.list).singleElement().extracting(ILoggingEvent::getLevel).isEqualTo(Level.toLevel(level));
    }

    @Test
    void theMeasurementHasTagsOfClosedSetsOnly() {
        answer(exchange("GET", PATH), 200);
        answer(exchange("GET", "/v1/account/acc_bbbbbbbbbbbb/trunks"), 200);
        answer(exchange("GET", "/an/invented/path"), 404);
        answer(exchange("BREW", PATH), 405);

        assertThat(registry.get("countersign.http.requests").tags("method", "GET", "route", ROUTE, "status", "200").timer().count())
                .isEqualTo(2);
        assertThat(registry.get("countersign.http.requests").timers())
                .extracting(timer -> timer.getId().getTag("method") + " " + timer.getId().getTag("route"))
                .containsExactlyInAnyOrder("GET " + ROUTE, "GET none", "OTHER none");
    }

    @Test
    void aClientThatWentAwayIsCountedOnce() {
        MockServerWebExchange exchange = exchange("GET", PATH);

        requests.filter(exchange, any -> Mono.never()).subscribe().dispose();

        Timer timer = registry.get("countersign.http.requests").tag("status", "499").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isLessThan(60);
    }

    private void answer(MockServerWebExchange exchange, int status) {
        WebFilterChain chain = any -> {
            any.getResponse().setStatusCode(HttpStatusCode.valueOf(status));
            return any.getResponse().setComplete();
        };
        requests.filter(exchange, chain).block(Duration.ofSeconds(5));
    }

    private Map<String, String> onlyLine() {
        assertThat(lines.list).hasSize(1);
        return lines.list.getFirst().getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    private static MockServerWebExchange exchange(String method, String path) {
        return MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.valueOf(method), path)
                .header("X-Request-Id", "req-1")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));
    }
}
