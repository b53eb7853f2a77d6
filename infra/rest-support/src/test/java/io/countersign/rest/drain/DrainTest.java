package io.countersign.rest.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class DrainTest {
    private static final String PATH = "/v1/account/acc_1/trunks";

    private final Drain drain = new Drain();

    @Test
    void aConnectionLastsUntilTheEndBegins() {
        drain.start();

        assertThat(connection(PATH)).isEmpty();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(drain::stop);
        await().atMost(Duration.ofSeconds(5)).until(() -> connection(PATH).equals(List.of("close")));

        ended.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(drain.isRunning()).isFalse();
        assertThat(connection(PATH)).as("who comes still is told so").containsExactly("close");
    }

    @Test
    void itIsOverSoonAfterTheLastRequestFromOutside() {
        drain.start();

        long quiet = millisToStopUnder("/actuator/health/readiness");
        long busy = millisToStopUnder(PATH);

        assertThat(quiet).as("probes don't keep an instance").isBetween(300L, 1_900L);
        assertThat(busy).as("clients do, but not for ever").isBetween(2_000L, 10_000L);
    }

    /** While the same request comes again and again. */
    private long millisToStopUnder(String path) {
        long began = System.nanoTime();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(drain::stop);
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).until(() -> {
            connection(path);
            return ended.isDone();
        });
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private List<String> connection(String path) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));
        drain.filter(exchange, passed -> Mono.empty()).block(Duration.ofSeconds(5));
        return exchange.getResponse().getHeaders().getOrEmpty(HttpHeaders.CONNECTION);
    }
}
