package io.countersign.rest.health;

import io.countersign.kafka.TopicTail;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Health of a topic held in memory: down until it is loaded, when its tail has ended, or when the broker is silent for too long. */
public final class TailHealth implements HealthIndicator {
    private final Supplier<TopicTail<?>> tail;
    private final Duration maxSilence;

    /**
     * Health of what the supplier gives at the moment.
     *
     * @param maxSilence how long a broker may be away before this part is down
     */
    public TailHealth(Supplier<TopicTail<?>> tail, Duration maxSilence) {
        this.tail = tail;
        this.maxSilence = maxSilence;
    }

    @Override
    public Health health() {
        TopicTail<?> now = tail.get();
        Duration silence = now.sinceContact();
        boolean well = now.isLoaded() && now.failure().isEmpty() && silence.compareTo(maxSilence) <= 0;
        Health.Builder health = (well ? Health.up() : Health.down())
                .withDetail("loaded", now.isLoaded())
                .withDetail("sinceContactMillis", silence.toMillis());
        now.failure().ifPresent(failure -> health.withDetail("failure", failure.getClass().getSimpleName()));
        return health.build();
    }
}
