package io.countersign.query.streams;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/**
 * How an application is started, once the topics are there.
 *
 * @param commitInterval what it sends is seen by others once it is committed: at once after a pause, else so long after the
 *     last commit; each costs the broker as much as some records
 */
public record ApplicationPlan(
        StreamsApplication application, String applicationId, Duration commitInterval, Supplier<Topology> topology) {}
