package io.countersign.rest.observation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code countersign.http.requests}: how long requests took, by method, route and status; no tag is of the client's choice. */
final class RequestMetrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    /** Bounded: routes, methods and statuses are closed sets. */
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String method, String route, int status) {}

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(String method, String route, int status, Duration duration) {
        timers.computeIfAbsent(new Kind(method, route, status), this::timer).record(duration);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("countersign.http.requests")
                .description("from a request's arrival to its answer")
                .tags("method", kind.method(), "route", kind.route(), "status", Integer.toString(kind.status()))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
