package io.countersign.sip.decision;

import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.Accounts;
import io.countersign.sip.challenge.Fingerprints;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.challenge.NonceIssuer;
import io.countersign.sip.challenge.NonceKeySource;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.challenge.NonceVerifier;
import io.countersign.sip.challenge.ReplayWindow;
import io.countersign.sip.lockout.SourceKey;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.transport.SipHandler;
import java.util.function.Supplier;

/** What all decisions of a node share, and the maker of one for each worker. Safe for use by several threads. */
public final class RequestDecisionFactory implements SipHandler.Factory {
    /** 6 MB, taken at the start: what 8,000 accepted requests a second leave in 32 s. */
    private static final int FINGERPRINTS = 1 << 18;

    /** 1 MB. */
    private static final int RECENT_FAILURES = 1 << 16;

    private final DecisionSettings settings;
    private final NonceSettings nonceSettings;
    private final NonceKeySource nonceKeys;
    private final Accounts accounts;
    private final Registrar registrar;
    private final SourceTables sources;
    private final Supplier<FailureListener> failures;
    private final SteadyClock clock;
    private final OutcomeCounts counts;
    private final int incarnation;
    private final byte[] hashKey;
    private final ReplayWindow replayWindow;
    private final Fingerprints fingerprints = new Fingerprints(FINGERPRINTS);
    private final RecentFailures recentFailures;

    /**
     * @param incarnation differs for each node and each start of it
     * @param hashKey {@link KeyedHash#KEY_BYTES} bytes; places what is held in the tables of {@code sources} too
     * @param failures makes the receiver of one worker's failures
     */
    public RequestDecisionFactory(
            DecisionSettings settings,
            NonceSettings nonceSettings,
            NonceKeySource nonceKeys,
            int incarnation,
            Accounts accounts,
            Registrar registrar,
            SourceTables sources,
            byte[] hashKey,
            Supplier<FailureListener> failures,
            OutcomeCounts counts,
            SteadyClock clock) {
        this.settings = settings;
        this.nonceSettings = nonceSettings;
        this.nonceKeys = nonceKeys;
        this.incarnation = incarnation;
        this.accounts = accounts;
        this.registrar = registrar;
        this.sources = sources;
        this.hashKey = hashKey.clone();
        this.failures = failures;
        this.counts = counts;
        this.clock = clock;
        this.replayWindow = new ReplayWindow(nonceSettings.windowNonces(), nonceSettings);
        this.recentFailures = new RecentFailures(RECENT_FAILURES, settings.failureWindow().toSeconds());
    }

    @Override
    public SipHandler newHandler() {
        long nowSecond = clock.second();
        AccountLookup reader = accounts.newReader();
        return new RequestDecision(
                new RequestContext(settings.baseDomain(), clock, new SourceKey(hashKey)),
                accounts,
                reader,
                new Authenticator(
                        new NonceVerifier(nonceKeys, nonceSettings, incarnation, nowSecond), replayWindow, reader),
                new ChallengeWriter(new NonceIssuer(nonceKeys, nonceSettings, incarnation, nowSecond), counts),
                new AcceptedRequests(fingerprints, new RequestFingerprint(hashKey)),
                new CallerFailures(recentFailures, new CallerHash(hashKey)),
                new SourceGuard(sources, reader, new CallerHash(hashKey)),
                registrar,
                new ToTags(hashKey),
                failures.get(),
                counts);
    }

    /** Nonces in the replay window. */
    public int nonces() {
        return replayWindow.size();
    }

    /** Nonces that left the replay window before their time, because it was full. */
    public long noncesCrowdedOut() {
        return replayWindow.crowdedOut();
    }

    /** Accepted requests whose repeat would be recognised. */
    public int fingerprints() {
        return fingerprints.size(clock.second());
    }

    /** Accepted requests that were forgotten before their time, because their bucket was full. */
    public long fingerprintsCrowdedOut() {
        return fingerprints.crowdedOut();
    }
}
