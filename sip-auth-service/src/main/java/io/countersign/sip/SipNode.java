package io.countersign.sip;

import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.MasterKeyset;
import io.countersign.sip.account.AppliedPosition;
import io.countersign.sip.account.LiveAccounts;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.decision.DecisionSettings;
import io.countersign.sip.decision.OutcomeCounts;
import io.countersign.sip.decision.RequestDecisionFactory;
import io.countersign.sip.decision.SteadyClock;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.report.FailureLog;
import io.countersign.sip.report.FailurePublisher;
import io.countersign.sip.report.FailureSampler;
import io.countersign.sip.report.PositionReporter;
import io.countersign.sip.transport.SipListeners;
import io.countersign.sip.transport.StreamLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SIP node with all its parts, from sockets to Kafka, in the order in which they need each other. Answers 503 from the
 * first moment and the truth once the auth table is loaded.
 */
public final class SipNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipNode.class);
    private static final long EXPIRE_EACH_SECONDS = 10;

    private final OutcomeCounts counts = new OutcomeCounts();
    private final Registrar registrar = new Registrar();
    private final LongAdder crowdedOut = new LongAdder();
    private final PositionReporter positions;
    private final FailurePublisher failures;
    private final LiveAccounts accounts;
    private final RequestDecisionFactory decisions;
    private final SipListeners listeners;
    private final ScheduledExecutorService housekeeping;
    private volatile Consumer<Duration> rowDelays = delay -> {};

    private SipNode(SipAuthSettings settings, SteadyClock clock) throws IOException {
        KafkaSettings kafka = settings.kafkaSettings();
        MasterKeyset keys = MasterKeyset.load(settings.masterKeys());
        int incarnation = new SecureRandom().nextInt();
        positions = PositionReporter.start(kafka, settings.node(), HexFormat.of().toHexDigits(incarnation), clock::wallTime);
        failures = FailurePublisher.start(kafka, settings.node());
        accounts = LiveAccounts.start(
                kafka, settings.node(), keys::open, settings.auth().maxTableAge(), registrar::end, this::applied);
        FailureSampler sampler = new FailureSampler();
        byte[] hashKey = new byte[KeyedHash.KEY_BYTES];
        new SecureRandom().nextBytes(hashKey);
        decisions = new RequestDecisionFactory(
                new DecisionSettings(settings.sip().domain(), settings.lockout().window()),
                NonceSettings.DEFAULT,
                keys::deriveKey,
                incarnation,
                accounts,
                registrar,
                () -> new FailureLog(sampler, failures, hashKey, crowdedOut),
                counts,
                clock);
        listeners = listen(settings.sip());
        housekeeping = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sip-housekeeping").daemon(true).factory());
        var _ = housekeeping.scheduleWithFixedDelay(
                () -> registrar.expire(clock.second()), EXPIRE_EACH_SECONDS, EXPIRE_EACH_SECONDS, TimeUnit.SECONDS);
        LOG.info("sip.listening address={} workers={}", listeners.localAddress(), settings.sip().workers());
    }

    /**
     * Starts a node.
     *
     * @throws IOException when its address and port can't be had
     */
    public static SipNode start(SipAuthSettings settings, SteadyClock clock) throws IOException {
        return new SipNode(settings, clock);
    }

    /** Where it listens. */
    public InetSocketAddress localAddress() {
        return listeners.localAddress();
    }

    public LiveAccounts accounts() {
        return accounts;
    }

    public Registrar registrar() {
        return registrar;
    }

    public OutcomeCounts counts() {
        return counts;
    }

    public FailurePublisher failures() {
        return failures;
    }

    public SipListeners listeners() {
        return listeners;
    }

    /** Reports of the position that Kafka didn't take. */
    public long unsentPositions() {
        return positions.unsent();
    }

    /** From now on told, with each change of the table, how long ago the event of its oldest row was sent; it must not block. */
    public void observeRowDelays(Consumer<Duration> observer) {
        rowDelays = observer;
    }

    /** Nonces in the replay window. */
    public int nonces() {
        return decisions.nonces();
    }

    /** Samples not taken because their trunk, or the node, had enough of them in that second. */
    public long samplesCrowdedOut() {
        return crowdedOut.sum();
    }

    /** No new messages; what is known of failures is sent; the node signs off. */
    @Override
    public void close() throws IOException {
        housekeeping.shutdownNow();
        try (positions;
                accounts;
                failures;
                listeners) {
            LOG.info("sip.closing address={}", listeners.localAddress());
        }
    }

    /** On the table's thread. */
    private void applied(AppliedPosition position) {
        positions.report(position);
        position.oldestRowMillis().ifPresent(sent -> rowDelays.accept(Duration.ofMillis(Math.max(0, System.currentTimeMillis() - sent))));
    }

    private SipListeners listen(SipAuthSettings.Sip sip) throws IOException {
        try {
            return SipListeners.open(sip.address(), sip.workers(), decisions, StreamLimits.DEFAULT);
        } catch (IOException | RuntimeException e) {
            try (positions;
                    accounts;
                    failures) {
                LOG.error("sip.unbound address={} port={} error={}", sip.bind(), sip.port(), e.toString());
            }
            throw new IOException(
                    "countersign.sip.bind " + sip.bind() + " and countersign.sip.port " + sip.port() + " can't be had: "
                            + e.getMessage(),
                    e);
        }
    }
}
