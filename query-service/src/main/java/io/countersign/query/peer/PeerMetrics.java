package io.countersign.query.peer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** {@code countersign.reads.forwarded}: how long other instances took, by outcome: answered, refused (in their words), failed. */
final class PeerMetrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3)
    };

    private final MeterRegistry registry;
    private final Timer answered;
    private final Timer refused;
    private final Timer failed;

    PeerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.answered = timer("answered");
        this.refused = timer("refused");
        this.failed = timer("failed");
    }

    <T> Mono<T> measured(Mono<T> answer) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(registry);
            return answer.doOnSuccess(found -> sample.stop(answered))
                    .doOnError(e -> sample.stop(e instanceof PeerRefusal ? refused : failed));
        });
    }

    private Timer timer(String outcome) {
        return Timer.builder("countersign.reads.forwarded")
                .description("questions to other instances")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
