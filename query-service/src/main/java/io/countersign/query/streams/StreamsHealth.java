package io.countersign.query.streams;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when every application runs and every partition goes on; else it says which doesn't, and the kind of cause. */
public final class StreamsHealth implements HealthIndicator {
    private final QueryStreams streams;

    public StreamsHealth(QueryStreams streams) {
        this.streams = streams;
    }

    @Override
    public Health health() {
        boolean ready = streams.applications().stream().allMatch(StreamsApplication::isReady);
        Health.Builder health = ready ? Health.up() : Health.down();
        streams.applications().forEach(application -> health.withDetail(application.name(), application.status()));
        streams.trouble().ifPresent(trouble -> health.withDetail("trouble", trouble));
        return health.build();
    }
}
