package io.countersign.query.streams;

import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/** How an application is started, once the topics are there. */
public record ApplicationPlan(StreamsApplication application, String applicationId, Supplier<Topology> topology) {}
