package io.countersign.rest.observation;

import io.countersign.kafka.trace.TraceParent;
import io.countersign.rest.key.Caller;
import io.countersign.rest.request.RequestId;
import io.countersign.rest.request.RequestTrace;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.rest.route.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * One line and one measurement for each request, when its answer begins: which operation (its template, not its path: no
 * query, no body, nothing that a client may have put a secret in), what came of it, and who asked.
 *
 * <p>At info: writes, faults of ours, and what a known caller wants to be traced. At debug: reads, and what is refused for
 * its key or its rate, so that nobody can fill the log without a key.
 */
public final class RequestLog implements WebFilter, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final String NO_ROUTE = "none";
    private static final String OTHER_METHOD = "OTHER";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    /** As nginx has it: the client went away before its answer began. */
    private static final int CLIENT_GONE = 499;

    private final RequestMetrics metrics;

    public RequestLog(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long startNanos = System.nanoTime();
        AtomicBoolean told = new AtomicBoolean();
        exchange.getResponse().beforeCommit(() -> {
            HttpStatusCode status = exchange.getResponse().getStatusCode();
            ended(exchange, status == null ? 200 : status.value(), startNanos, told);
            return Mono.empty();
        });
        return chain.filter(exchange).doOnCancel(() -> ended(exchange, CLIENT_GONE, startNanos, told));
    }

    private void ended(ServerWebExchange exchange, int status, long startNanos, AtomicBoolean told) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        String sent = exchange.getRequest().getMethod().name();
        String method = METHODS.contains(sent) ? sent : OTHER_METHOD;
        String route = route(exchange, sent);
        metrics.ended(method, route, status, duration);
        Optional<Caller> caller = Caller.known(exchange);
        TraceParent trace = RequestTrace.of(exchange);
        Level level = level(method, status, caller.isPresent(), trace);
        if (LOG.isEnabledForLevel(level)) {
            log(LOG.atLevel(level), caller)
                    .addKeyValue("method", method)
                    .addKeyValue("route", route)
                    .addKeyValue("status", status)
                    .addKeyValue("duration_ms", duration.toMillis())
                    .addKeyValue("request_id", RequestId.of(exchange))
                    .addKeyValue("trace_id", trace.traceId())
                    .log("http.request");
        }
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, Optional<Caller> caller) {
        return caller.map(known -> line.addKeyValue("role", known.role().text())
                        .addKeyValue("account", known.accountId() == null ? "" : known.accountId())
                        .addKeyValue("key", known.keyId() == null ? "" : known.keyId()))
                .orElse(line);
    }

    private static Level level(String method, int status, boolean isKnown, TraceParent trace) {
        boolean fault = status >= 500;
        boolean write = isKnown && status != 429 && !READS.contains(method);
        return fault || write || (isKnown && trace.isSampled()) ? Level.INFO : Level.DEBUG;
    }

    /** The table's template; else that of the handler (pages, health); nothing of the path itself. */
    private static String route(ServerWebExchange exchange, String method) {
        Optional<String> known = FrontDoorRoutes.find(method, exchange.getRequest().getPath().pathWithinApplication())
                .map(Route::pattern);
        Object handler = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return known.orElse(handler == null ? NO_ROUTE : handler.toString());
    }
}
