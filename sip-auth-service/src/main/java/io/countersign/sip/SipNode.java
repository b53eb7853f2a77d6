package io.countersign.sip;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.keysets.MasterKeyset;
import io.countersign.schemas.lockout.LockoutRow;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.AppliedPosition;
import io.countersign.sip.account.LiveAccounts;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.DecisionSettings;
import io.countersign.sip.decision.OutcomeCounts;
import io.countersign.sip.decision.RequestDecisionFactory;
import io.countersign.sip.decision.SourceTables;
import io.countersign.sip.decision.SteadyClock;
import io.countersign.sip.lockout.AnswerBuckets;
import io.countersign.sip.lockout.Lockouts;
import io.countersign.sip.lockout.SourceKey;
import io.countersign.sip.message.SentBy;
import io.countersign.sip.registrar.Incarnation;
import io.countersign.sip.registrar.KeepAlives;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.report.CountsPublisher;
import io.countersign.sip.report.FailureLog;
import io.countersign.sip.report.FailurePublisher;
import io.countersign.sip.report.FailureSampler;
import io.countersign.sip.report.LockoutExchange;
import io.countersign.sip.report.PositionReporter;
import io.countersign.sip.report.RegistrationFollower;
import io.countersign.sip.report.RegistrationPublisher;
import io.countersign.sip.report.UsageExchange;
import io.countersign.sip.tls.CertificateFiles;
import io.countersign.sip.tls.Certificates;
import io.countersign.sip.transport.SipListeners;
import io.countersign.sip.transport.SipListeners.TlsPort;
import io.countersign.sip.transport.StreamLimits;
import io.countersign.sip.usage.CredentialUses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SIP node with all its parts, from sockets to Kafka, in the order in which they need each other. Answers 503 from the
 * first moment and the truth once the auth table is loaded.
 */
public final class SipNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipNode.class);
    private static final long TIDY_EACH_SECONDS = 10;
    private static final long EXPIRE_EACH_SECONDS = 1;
    private static final long TELL_EACH_MILLIS = 100;

    private final StartedParts parts = new StartedParts();
    private final OutcomeCounts counts = new OutcomeCounts();
    private final LongAdder crowdedOut = new LongAdder();
    private final Registrar registrar;
    private final RegistrationPublisher registrations;
    private final RegistrationFollower otherRegistrations;
    private final PositionReporter positions;
    private final FailurePublisher failures;
    private final CountsPublisher failureCounts;
    private final LiveAccounts accounts;
    private final LockoutExchange lockoutExchange;
    private final TopicTail<LockoutRow> lockoutTail;
    private final UsageExchange usage;
    private final SourceTables sources;
    private final SteadyClock clock;
    private final RequestDecisionFactory decisions;
    private final Optional<Certificates> certificates;
    private final SipListeners listeners;
    private final SentBy sentBy;
    private final ScheduledExecutorService housekeeping;
    private final KeepAlives keepAlives;
    private final ScheduledExecutorService keepAliveSteps;
    private volatile Consumer<Duration> rowDelays = delay -> {};

    private SipNode(SipAuthSettings settings, SteadyClock clock) throws IOException {
        this.clock = clock;
        KafkaSettings kafka = settings.kafkaSettings();
        String node = settings.node();
        MasterKeyset keys = MasterKeyset.load(settings.masterKeys());
        int incarnation = new SecureRandom().nextInt();
        String incarnationId = HexFormat.of().toHexDigits(incarnation);
        byte[] hashKey = new byte[KeyedHash.KEY_BYTES];
        new SecureRandom().nextBytes(hashKey);
        try {
            positions = parts.add(PositionReporter.start(kafka, node, incarnationId, clock::wallTime));
            failures = parts.add(FailurePublisher.start(kafka, node));
            failureCounts = parts.add(CountsPublisher.start(kafka, node, incarnationId, hashKey, clock));
            registrar = new Registrar(new Incarnation(node, incarnationId));
            registrations = parts.add(RegistrationPublisher.start(kafka, node, registrar.unsent()));
            otherRegistrations = parts.add(RegistrationFollower.start(kafka, node, registrar));
            parts.add(registrar); // its bindings end before their publisher does
            lockoutExchange = parts.add(LockoutExchange.start(kafka, node));
            sources = new SourceTables(
                    new Lockouts(settings.lockout().settings(), hashKey, clock.second(), lockoutExchange::began),
                    new AnswerBuckets(settings.unauthenticated().settings(), clock.millis()),
                    new CredentialUses());
            lockoutTail = parts.add(LockoutExchange.follow(kafka, node, sources.lockouts()));
            usage = parts.add(UsageExchange.start(kafka, node, sources.uses()));
            accounts = parts.add(LiveAccounts.start(kafka, node, keys::open, settings.auth().maxTableAge(), this::ended, this::applied));
            FailureSampler sampler = new FailureSampler();
            decisions = new RequestDecisionFactory(
                    new DecisionSettings(settings.sip().domain(), settings.lockout().window()),
                    settings.nonce().settings(),
                    keys::deriveKey,
                    incarnation,
                    accounts,
                    registrar,
                    sources,
                    hashKey,
                    () -> new FailureLog(sampler, failures, failureCounts, hashKey, crowdedOut),
                    counts,
                    clock);
            certificates = openCertificates(settings.tls());
            listeners = listen(settings, address -> isKnown(new SourceKey(hashKey).set(address), address));
        } catch (IOException | RuntimeException e) {
            LOG.error("sip.unstarted cause={}", e.toString());
            endAfter(e);
            throw e;
        }
        sentBy = settings.sip().sentBy(listeners.localAddress());
        keepAlives = registrar.newKeepAlives((datagram, flow) -> listeners.sendDatagram(datagram, flow.remote()), sentBy);
        housekeeping = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sip-housekeeping").daemon(true).factory());
        var _ = housekeeping.scheduleWithFixedDelay(
                this::tidyUp, TIDY_EACH_SECONDS, TIDY_EACH_SECONDS, TimeUnit.SECONDS);
        var _ = housekeeping.scheduleWithFixedDelay(
                () -> registrar.expire(clock.second()), EXPIRE_EACH_SECONDS, EXPIRE_EACH_SECONDS, TimeUnit.SECONDS);
        var _ = housekeeping.scheduleWithFixedDelay(
                () -> usage.tell(clock.second()), TELL_EACH_MILLIS, TELL_EACH_MILLIS, TimeUnit.MILLISECONDS);
        keepAliveSteps = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sip-keep-alives").daemon(true).factory());
        var _ = keepAliveSteps.scheduleAtFixedRate(
                keepAlives::sendNext, KeepAlives.STEP.toMillis(), KeepAlives.STEP.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info(
                "sip.listening address={} tls={} advertised={} workers={}",
                listeners.localAddress(),
                listeners.tls().map(tls -> tls.localAddress().toString()).orElse("off"),
                sentBy,
                settings.sip().workers());
    }

    /**
     * Starts a node.
     *
     * @throws IOException when its address and port can't be had
     */
    public static SipNode start(SipAuthSettings settings, SteadyClock clock) throws IOException {
        return new SipNode(settings, clock);
    }

    /** Where it listens for UDP and TCP. */
    public InetSocketAddress localAddress() {
        return listeners.localAddress();
    }

    /** What this node calls itself in a Via or a Contact of its own, over UDP and TCP. */
    public SentBy sentBy() {
        return sentBy;
    }

    /** What TLS is offered with; empty where it isn't. */
    public Optional<Certificates> certificates() {
        return certificates;
    }

    public LiveAccounts accounts() {
        return accounts;
    }

    public Registrar registrar() {
        return registrar;
    }

    public RegistrationPublisher registrations() {
        return registrations;
    }

    /** Records of other nodes that this build doesn't understand. */
    public long registrationsPassedOver() {
        return otherRegistrations.passedOver();
    }

    public KeepAlives keepAlives() {
        return keepAlives;
    }

    public OutcomeCounts counts() {
        return counts;
    }

    public FailurePublisher failures() {
        return failures;
    }

    public CountsPublisher failureCounts() {
        return failureCounts;
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

    /** For how full the tables are that accepted requests write: the replay window and the fingerprints. */
    public RequestDecisionFactory decisions() {
        return decisions;
    }

    /** Who is locked out, who is answered, and the use of credentials. */
    public SourceTables sources() {
        return sources;
    }

    public LockoutExchange lockoutExchange() {
        return lockoutExchange;
    }

    public UsageExchange usage() {
        return usage;
    }

    /** How lock-outs of other nodes come here. */
    public TopicTail<LockoutRow> lockoutTail() {
        return lockoutTail;
    }

    /** Seconds since the epoch, as lock-outs count them. */
    public long nowSecond() {
        return clock.second();
    }

    /** Samples not taken because their trunk, or the node, had enough of them in that second. */
    public long samplesCrowdedOut() {
        return crowdedOut.sum();
    }

    /** No new messages; its bindings end; what is known of failures and of bindings is sent; the node signs off. */
    @Override
    public void close() throws IOException {
        housekeeping.shutdownNow();
        keepAliveSteps.shutdown(); // an interrupt would close the socket that it sends from
        usage.tellRest(clock.second());
        LOG.info("sip.closing address={}", listeners.localAddress());
        parts.end();
    }

    /** On the table's thread. */
    private void ended(Account account) {
        registrar.end(account);
        usage.ended(account.credentialId());
    }

    private void tidyUp() {
        otherRegistrations.repair();
        sources.lockouts().expire(clock.second());
    }

    /** On the table's thread. */
    private void applied(AppliedPosition position) {
        positions.report(position);
        position.oldestRowMillis().ifPresent(sent -> rowDelays.accept(Duration.ofMillis(Math.max(0, System.currentTimeMillis() - sent))));
    }

    private void endAfter(Exception cause) {
        try {
            parts.end();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private Optional<Certificates> openCertificates(SipAuthSettings.Tls tls) throws IOException {
        try {
            Optional<CertificateFiles> files = tls.files();
            return files.isEmpty() ? Optional.empty() : Optional.of(parts.add(Certificates.open(files.get())));
        } catch (IOException | RuntimeException e) {
            throw new IOException("TLS can't be offered: " + e.getMessage(), e);
        }
    }

    /** Whether strangers' connections from there are in no total. */
    private boolean isKnown(SourceKey source, byte[] address) {
        AnswerBuckets answers = sources.answers();
        return answers.isExempt(address) || answers.hasAuthenticated(source, clock.millis());
    }

    private SipListeners listen(SipAuthSettings settings, Predicate<byte[]> isKnown) throws IOException {
        SipAuthSettings.Sip sip = settings.sip();
        try {
            Optional<TlsPort> tls = certificates.map(known -> new TlsPort(sip.sipsAddress(), known));
            StreamLimits limits = settings.unauthenticated().streamLimits();
            return parts.add(SipListeners.open(sip.address(), tls, sip.workers(), decisions, limits, isKnown));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "countersign.sip.bind " + sip.bind() + ", countersign.sip.port " + sip.port() + " and countersign.sip.sips-port "
                            + sip.sipsPort() + " can't be had: " + e.getMessage(),
                    e);
        }
    }
}
