package io.countersign.query.streams;

import io.countersign.query.streams.Freshness.Part;
import io.countersign.query.streams.Freshness.Position;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one application each second how far its parts of stores are; one request to Kafka each time, on a thread of its own. */
final class FreshnessSampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FreshnessSampler.class);
    private static final long EACH_MILLIS = 1_000;

    /** A changelog ends with the marker of its last transaction, which a copy never counts as read. */
    private static final long MARKER = 1;

    private final KafkaStreams streams;
    private final Clock clock;
    private final Freshness freshness = new Freshness();
    private final ScheduledExecutorService timer;

    private FreshnessSampler(String application, KafkaStreams streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("freshness-" + application).daemon().factory());
    }

    static FreshnessSampler start(String application, KafkaStreams streams, Clock clock) {
        FreshnessSampler sampler = new FreshnessSampler(application, streams, clock);
        var _ = sampler.timer.scheduleWithFixedDelay(sampler::sample, EACH_MILLIS, EACH_MILLIS, TimeUnit.MILLISECONDS);
        return sampler;
    }

    Optional<Instant> asOf(String store, int partition) {
        return freshness.asOf(new Part(store, partition));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Without Kafka there is no sample, and what is here gets older. */
    private void sample() {
        try {
            Instant at = clock.instant();
            Map<Part, Position> positions = new HashMap<>();
            streams.allLocalStorePartitionLags().forEach((store, parts) -> parts.forEach((partition, lag) -> positions.put(
                    new Part(store, partition), new Position(lag.currentOffsetPosition() + MARKER, lag.endOffsetPosition()))));
            freshness.sampled(at, positions);
        } catch (StreamsException | IllegalStateException e) {
            LOG.debug("streams.freshness.unknown cause={}", e.toString());
        }
    }
}
