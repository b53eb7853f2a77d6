package io.countersign.sip;

import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.Outcome;
import io.countersign.sip.decision.OutcomeCounts;
import io.countersign.sip.transport.TransportCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Shows the node's own counters: a packet never meets a meter. Tags are closed sets. */
final class SipNodeMetrics implements MeterBinder {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(60)
    };

    private final SipNode node;

    SipNodeMetrics(SipNode node) {
        this.node = node;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindOutcomes(registry, node.counts());
        bindTransport(registry, "udp", node.listeners().udpCounters());
        bindTransport(registry, "tcp", node.listeners().tcpCounters());
        gauge(registry, "countersign.sip.accounts", "Usernames that can log in", n -> n.accounts().size());
        gauge(registry, "countersign.sip.accounts.incomplete", "Usernames that wait for their secret", n -> n.accounts().incomplete());
        gauge(registry, "countersign.sip.secrets.unopenable", "Secrets that this master keyset can't open", n -> n.accounts().unopenable());
        gauge(registry, "countersign.sip.table.age.seconds", "Since a broker was last heard", n -> n.accounts().tableAgeSeconds());
        node.observeRowDelays(Timer.builder("countersign.sip.table.delay")
                .description("from the sending of an event to its row in the table")
                .serviceLevelObjectives(BOUNDS)
                .register(registry)::record);
        counter(registry, "countersign.sip.positions.unsent", Tags.empty(), node, SipNode::unsentPositions);
        gauge(registry, "countersign.sip.bindings", "Registered contacts", n -> n.registrar().size());
        gauge(registry, "countersign.sip.nonces", "Nonces in the replay window", SipNode::nonces);
        gauge(registry, "countersign.sip.failures.queued", "Samples that wait for Kafka", n -> n.failures().queued());
        gauge(registry, "countersign.sip.failures.lag.seconds", "Of the last sample, from failure to Kafka", n -> n.failures().lagMillis() / 1000.0);
        counter(registry, "countersign.sip.failures.sent", Tags.empty(), node, n -> n.failures().sent());
        counter(registry, "countersign.sip.failures.dropped", Tags.empty(), node, n -> n.failures().dropped());
        counter(registry, "countersign.sip.failures.crowded.out", Tags.empty(), node, SipNode::samplesCrowdedOut);
    }

    private static void bindOutcomes(MeterRegistry registry, OutcomeCounts counts) {
        for (Outcome outcome : Outcome.values()) {
            counter(registry, "countersign.sip.judgements", Tags.of("outcome", outcome.code()), counts, c -> c.of(outcome));
        }
        for (FailureReason reason : FailureReason.values()) {
            counter(registry, "countersign.sip.refusals", Tags.of("reason", reason.code()), counts, c -> c.of(reason));
        }
        counter(registry, "countersign.sip.amplifying.withheld", Tags.empty(), counts, OutcomeCounts::amplifying);
        counter(registry, "countersign.sip.amplifying.reduced", Tags.empty(), counts, OutcomeCounts::reducedChallenges);
    }

    private static void bindTransport(MeterRegistry registry, String transport, TransportCounters counters) {
        Tags tags = Tags.of("transport", transport);
        counter(registry, "countersign.sip.messages.received", tags, counters, TransportCounters::received);
        counter(registry, "countersign.sip.messages.answered", tags, counters, TransportCounters::answered);
        counter(registry, "countersign.sip.faults.handler", tags, counters, TransportCounters::handlerFaults);
        counter(registry, "countersign.sip.faults.io", tags, counters, TransportCounters::ioFaults);
        counter(registry, "countersign.sip.connections.refused", tags, counters, TransportCounters::refusedConnections);
        counter(registry, "countersign.sip.connections.timed.out", tags, counters, TransportCounters::timedOutConnections);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<SipNode> value) {
        Gauge.builder(name, node, value).description(description).register(registry);
    }

    private static <T> void counter(MeterRegistry registry, String name, Tags tags, T counted, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, counted, value).tags(tags).register(registry);
    }
}
