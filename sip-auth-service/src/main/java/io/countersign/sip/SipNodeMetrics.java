package io.countersign.sip;

import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.Outcome;
import io.countersign.sip.decision.OutcomeCounts;
import io.countersign.sip.report.CountsPublisher;
import io.countersign.sip.tls.Certificates;
import io.countersign.sip.transport.ConnectionRefusal;
import io.countersign.sip.transport.Handshakes;
import io.countersign.sip.transport.StreamTransport;
import io.countersign.sip.transport.TransportCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Shows the node's own counters: a packet never meets a meter. Tags are closed sets. */
final class SipNodeMetrics implements MeterBinder {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(60)
    };

    private static final Duration[] JUDGEMENT_BOUNDS = {
        Duration.ofNanos(5_000), Duration.ofNanos(10_000), Duration.ofNanos(20_000), Duration.ofNanos(50_000), Duration.ofNanos(100_000),
        Duration.ofNanos(200_000), Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100)
    };

    private final SipNode node;

    SipNodeMetrics(SipNode node) {
        this.node = node;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindOutcomes(registry, node.counts());
        bindTransport(registry, "udp", node.listeners().udpCounters());
        counter(registry, "countersign.sip.datagrams.dropped", Tags.empty(), node, n -> n.listeners().droppedDatagrams());
        gauge(registry, "countersign.sip.overloaded", "1 while more datagrams wait than can be judged in time", n -> n.listeners().isOverloaded() ? 1 : 0);
        bindTransport(registry, "tcp", node.listeners().tcpCounters());
        gauge(registry, "countersign.sip.strangers.connections", "Of strangers, over TCP and TLS", n -> n.listeners().strangers().connections());
        gauge(registry, "countersign.sip.strangers.bytes", "Kept for them: unfinished messages, unread answers", n -> n.listeners().strangers().bytes());
        node.listeners().tls().ifPresent(tls -> bindTls(registry, tls));
        node.certificates().ifPresent(certificates -> bindCertificates(registry, certificates));
        gauge(registry, "countersign.sip.accounts", "Usernames that can log in", n -> n.accounts().size());
        gauge(registry, "countersign.sip.accounts.incomplete", "Usernames that wait for their secret", n -> n.accounts().incomplete());
        gauge(registry, "countersign.sip.secrets.unopenable", "Secrets that this master keyset can't open", n -> n.accounts().unopenable());
        gauge(registry, "countersign.sip.table.age.seconds", "Since a broker was last heard", n -> n.accounts().tableAgeSeconds());
        node.observeRowDelays(Timer.builder("countersign.sip.table.delay")
                .description("from the sending of an event to its row in the table")
                .serviceLevelObjectives(BOUNDS)
                .register(registry)::record);
        counter(registry, "countersign.sip.positions.unsent", Tags.empty(), node, SipNode::unsentPositions);
        bindRegistrations(registry);
        gauge(registry, "countersign.sip.nonces", "Nonces in the replay window", n -> n.decisions().nonces());
        counter(registry, "countersign.sip.nonces.crowded.out", Tags.empty(), node, n -> n.decisions().noncesCrowdedOut());
        gauge(registry, "countersign.sip.fingerprints", "Accepted requests whose repeat is recognised", n -> n.decisions().fingerprints());
        counter(registry, "countersign.sip.fingerprints.crowded.out", Tags.empty(), node, n -> n.decisions().fingerprintsCrowdedOut());
        gauge(registry, "countersign.sip.failures.queued", "Samples that wait for Kafka", n -> n.failures().queued());
        gauge(registry, "countersign.sip.failures.lag.seconds", "Of the last sample, from failure to Kafka", n -> n.failures().lagMillis() / 1000.0);
        counter(registry, "countersign.sip.failures.sent", Tags.empty(), node, n -> n.failures().sent());
        counter(registry, "countersign.sip.failures.dropped", Tags.empty(), node, n -> n.failures().dropped());
        counter(registry, "countersign.sip.failures.crowded.out", Tags.empty(), node, SipNode::samplesCrowdedOut);
        bindCounts(registry, node.failureCounts());
    }

    private void bindCounts(MeterRegistry registry, CountsPublisher counts) {
        counter(registry, "countersign.sip.counts.counted", Tags.empty(), counts, CountsPublisher::counted);
        counter(registry, "countersign.sip.counts.sent", Tags.empty(), counts, CountsPublisher::sent);
        counter(registry, "countersign.sip.counts.sent.again", Tags.empty(), counts, CountsPublisher::sentAgain);
        counter(registry, "countersign.sip.counts.collapsed", Tags.empty(), counts, c -> c.status().collapsed());
        gauge(registry, "countersign.sip.counts.names", "Usernames and sources in the workers' tables", n -> n.failureCounts().names());
        gauge(registry, "countersign.sip.counts.waiting", "Counts that wait for Kafka, by trunk and span", n -> n.failureCounts().status().spans());
        gauge(registry, "countersign.sip.counts.waiting.names", "Usernames and sources in them", n -> n.failureCounts().status().names());
        gauge(registry, "countersign.sip.counts.lag.seconds", "Since the oldest failure that Kafka may not know of", n -> n.failureCounts().status().lagSeconds());
    }

    private void bindRegistrations(MeterRegistry registry) {
        gauge(registry, "countersign.sip.bindings", "Contacts registered at this node", n -> n.registrar().size());
        gauge(registry, "countersign.sip.bindings.elsewhere", "Contacts registered at other nodes", n -> n.registrar().elsewhere());
        gauge(registry, "countersign.sip.bindings.unsent", "Bindings that Kafka was not told of yet", n -> n.registrar().unsent().size());
        counter(registry, "countersign.sip.bindings.published", Tags.empty(), node, n -> n.registrations().sent());
        counter(registry, "countersign.sip.bindings.failed", Tags.empty(), node, n -> n.registrations().failed());
        counter(registry, "countersign.sip.bindings.thinned", Tags.empty(), node, n -> n.registrar().thinned());
        gauge(registry, "countersign.sip.keepalives.bindings", "Contacts behind a NAT", n -> n.keepAlives().size());
        counter(registry, "countersign.sip.keepalives.sent", Tags.empty(), node, n -> n.keepAlives().sent());
        counter(registry, "countersign.sip.keepalives.skipped", Tags.empty(), node, n -> n.keepAlives().skipped());
        counter(registry, "countersign.sip.bindings.passed.over", Tags.empty(), node, SipNode::registrationsPassedOver);
        bindSources(registry);
    }

    private void bindSources(MeterRegistry registry) {
        gauge(registry, "countersign.sip.lockouts", "Lock-outs in force", n -> n.sources().lockouts().active(n.nowSecond()));
        gauge(registry, "countersign.sip.lockouts.remembered", "Lock-outs in force or over for less than a day", n -> n.sources().lockouts().size());
        counter(registry, "countersign.sip.lockouts.untold", Tags.empty(), node, n -> n.lockoutExchange().dropped());
        counter(registry, "countersign.sip.answers.withheld", Tags.empty(), node, n -> n.sources().answers().withheld());
        gauge(registry, "countersign.sip.usage.credentials", "Credentials whose use is known", n -> n.sources().uses().size());
        counter(registry, "countersign.sip.usage.dropped", Tags.empty(), node, n -> n.usage().dropped());
        occupancy(registry, "answers", n -> n.sources().answers().occupied());
        occupancy(registry, "callers", n -> n.sources().lockouts().callersOccupied(n.nowSecond()));
        occupancy(registry, "sources", n -> n.sources().lockouts().sourcesOccupied(n.nowSecond()));
    }

    private void occupancy(MeterRegistry registry, String table, ToDoubleFunction<SipNode> value) {
        Gauge.builder("countersign.sip.table.occupied", node, value)
                .description("Share of a bounded table's places that is taken")
                .tags("table", table)
                .register(registry);
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
        Timer judgements = Timer.builder("countersign.sip.judgement")
                .description("from a message's parsing to its answer's sending, of one message in sixteen")
                .tags(tags)
                .serviceLevelObjectives(JUDGEMENT_BOUNDS)
                .register(registry);
        counters.observeJudgements(nanos -> judgements.record(nanos, TimeUnit.NANOSECONDS));
        counter(registry, "countersign.sip.connections.timed.out", tags, counters, TransportCounters::timedOutConnections);
        if (!transport.equals("udp")) {
            for (ConnectionRefusal reason : ConnectionRefusal.values()) {
                counter(registry, "countersign.sip.connections.refused", tags.and("reason", reason.code()), counters, c -> c.refusedConnections(reason));
            }
            counter(registry, "countersign.sip.connections.crowded.out", tags, counters, TransportCounters::crowdedOutConnections);
            Gauge.builder("countersign.sip.connections.open", counters, TransportCounters::openConnections).tags(tags).register(registry);
        }
    }

    private static void bindTls(MeterRegistry registry, StreamTransport tls) {
        bindTransport(registry, "tls", tls.counters());
        Handshakes handshakes = tls.handshakes();
        String name = "countersign.sip.tls.handshakes";
        counter(registry, name, Tags.of("outcome", "completed"), handshakes, Handshakes::completions);
        counter(registry, name, Tags.of("outcome", "failed"), handshakes, Handshakes::failures);
        counter(registry, name, Tags.of("outcome", "timed_out"), handshakes, Handshakes::timeouts);
    }

    private static void bindCertificates(MeterRegistry registry, Certificates certificates) {
        Gauge.builder("countersign.sip.tls.certificate.expiry.seconds", certificates, c -> c.untilExpiry(Instant.now()).toSeconds())
                .description("until the first certificate in use ends; negative once it has")
                .register(registry);
        Gauge.builder("countersign.sip.tls.certificates.unusable", certificates, Certificates::unusable)
                .description("pairs of certificate and key whose newest files can't be used")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<SipNode> value) {
        Gauge.builder(name, node, value).description(description).register(registry);
    }

    private static <T> void counter(MeterRegistry registry, String name, Tags tags, T counted, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, counted, value).tags(tags).register(registry);
    }
}
