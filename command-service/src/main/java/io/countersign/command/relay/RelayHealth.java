package io.countersign.command.relay;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while what is committed doesn't get to Kafka: the relay fails, hangs, is far behind, or must not go on. */
final class RelayHealth implements HealthIndicator {
    /** A restart of a broker or a take-over takes less. */
    private static final Duration MAX_LAG = Duration.ofSeconds(10);

    /** Some tries or beats; a transaction in Kafka takes milliseconds. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(6);

    private final RelayStatus status;

    RelayHealth(RelayStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        Duration lag = status.lag();
        Duration silence = status.silence();
        boolean alive = silence.compareTo(MAX_SILENCE) <= 0;
        boolean well = switch (status.state()) {
            case FOLLOWING -> alive;
            case LEADING, FAILING -> alive && lag.compareTo(MAX_LAG) <= 0;
            case STOPPED, STARTING, KAFKA_AHEAD -> false;
        };
        Health.Builder health = (well ? Health.up() : Health.down())
                .withDetail("state", status.state().name())
                .withDetail("lagMillis", lag.toMillis())
                .withDetail("silenceMillis", silence.toMillis());
        if (!status.lastError().isEmpty()) {
            health.withDetail("error", status.lastError());
        }
        return health.build();
    }
}
