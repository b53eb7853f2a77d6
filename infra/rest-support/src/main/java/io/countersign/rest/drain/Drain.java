package io.countersign.rest.drain;

import io.countersign.rest.route.FrontDoorRoutes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The first step of an orderly end, when readiness is down already: requests are still answered, each with
 * {@code Connection: close} (RFC 9112, section 9.6), so that a front door keeps no connection and sends the next one to
 * another instance. It is over once requests no longer come; then the web server stops, and lets those under way end.
 *
 * <p>Without it a request that is sent just when the server closes its connection has no answer, and nobody but its
 * sender knows whether it may be sent again.
 */
public final class Drain implements WebFilter, Ordered, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** Ends before the web server does, whose phases begin 1024 below. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    /** No front door of ours needs longer than an answer; one that only looks at readiness may. */
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final long LOOK_EACH_MILLIS = 20;

    private volatile boolean running;
    private volatile boolean draining;
    private volatile long lastRequestNanos;

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 50; // before the key check: its refusals end the connection too
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (draining) {
            exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
            if (isFromOutside(exchange.getRequest())) {
                lastRequestNanos = System.nanoTime();
            }
        }
        return chain.filter(exchange);
    }

    /** Returns when requests have ceased, or don't cease. */
    @Override
    public void stop() {
        long began = System.nanoTime();
        lastRequestNanos = began;
        draining = true;
        try {
            while (System.nanoTime() - lastRequestNanos < QUIET.toNanos() && System.nanoTime() - began < AT_MOST.toNanos()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
        LOG.info("http.drained duration_ms={}", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    /** Probes, and questions of other instances, come as long as this one is there. */
    private static boolean isFromOutside(ServerHttpRequest request) {
        return FrontDoorRoutes.find(request.getMethod().name(), request.getPath().pathWithinApplication()).isPresent();
    }
}
