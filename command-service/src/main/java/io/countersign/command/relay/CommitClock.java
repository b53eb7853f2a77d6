package io.countersign.command.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Measures commit → Kafka's acknowledgement for commits of this instance. Bounded: what is not acknowledged is forgotten. */
final class CommitClock {
    private static final int MAX_COMMITS = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Timer timer;
    private final Cache<Commit, Long> committedNanos =
            Caffeine.newBuilder().maximumSize(MAX_COMMITS).expireAfterWrite(KEPT).build();

    CommitClock(Timer timer) {
        this.timer = timer;
    }

    void committed(String aggregateId, long version) {
        committedNanos.put(new Commit(aggregateId, version), System.nanoTime());
    }

    void acknowledged(Batch batch) {
        long now = System.nanoTime();
        for (EventRow row : batch.settled()) {
            Long committed = committedNanos.asMap().remove(new Commit(row.aggregateId(), row.sequence()));
            if (committed != null) {
                timer.record(Duration.ofNanos(now - committed));
            }
        }
    }

    private record Commit(String aggregateId, long version) {}
}
