package io.countersign.sip.decision;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.lockout.SourceKey;
import io.countersign.sip.message.CredentialsCursor;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.Method;
import io.countersign.sip.message.ResponseWriter.ReplyPort;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import io.countersign.sip.usage.Usage;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request while it is decided about: what it says, and what is found out about it. Owned by one worker and moved by each
 * request, so it is valid only until the worker's next one.
 */
public final class RequestContext {
    /** What was found among the credentials; the last of these decides. */
    enum Selection {
        /** Nothing of a scheme that we know. */
        NONE,
        OF_ANOTHER_REALM,
        MALFORMED,
        OF_OUR_REALM
    }

    private static final int SAMPLED_USERNAME_CHARS = 64;
    private static final int SAMPLED_TEXT_CHARS = 256;

    /** Made once: a lambda for each request would be an object for each. */
    final Supplier<Usage.Success> success = this::success;

    private final SteadyClock clock;
    private final SourceKey sourceKey;
    final Realm realm;
    SipMessage message;
    Source source;
    long nowSecond;
    long nowMillis;
    /** Whether the time is that of a batch, which is read once for all of its requests: a clock is seen in what a request costs. */
    private boolean timedByBatch;

    private boolean sourceKeyIsSet;
    @Nullable TrunkPolicy trunk;
    @Nullable Account account;
    @Nullable DigestCredentials credentials;
    @Nullable DigestAlgorithm algorithm;
    Selection selection = Selection.NONE;

    @SuppressWarnings("NullAway.Init") // begin() comes before everything else
    RequestContext(String baseDomain, SteadyClock clock, SourceKey sourceKey) {
        this.clock = clock;
        this.sourceKey = sourceKey;
        this.realm = new Realm(baseDomain);
    }

    /** From the first batch on all requests come in batches: a worker has one transport. */
    void beginBatch() {
        timedByBatch = true;
        readClock();
    }

    private void readClock() {
        nowMillis = clock.millis();
        nowSecond = nowMillis / 1_000;
    }

    @SuppressWarnings("ReferenceEquality")
    void begin(SipMessage newMessage, Source newSource) {
        if (message != newMessage || source != newSource) { // else not written: a worker has one of each
            message = newMessage;
            source = newSource;
        }
        if (!timedByBatch) {
            readClock();
        }
        sourceKeyIsSet = false;
        trunk = null;
        account = null;
        credentials = null;
        algorithm = null;
        if (selection != Selection.NONE) {
            selection = Selection.NONE;
        }
        realm.setToBase();
    }

    /** The trunk that the Request-URI names, else From (REGISTER: To); the base realm stays when none does. */
    void nameTrunk() {
        if (!realm.setToTrunk(message.requestUri().host())) {
            realm.setToTrunk((isRegister() ? message.to() : message.from()).uri().host());
        }
    }

    /** The settings of the trunk that is named, where there is such a one. */
    void findPolicy(AccountLookup accounts) {
        if (realm.isTrunk()) {
            trunk = accounts.policy(realm);
        }
    }

    /** A trunk's {@code force_rport} is on, whether it exists or not: nobody can switch it off yet. */
    ReplyPort replyPort() {
        return realm.isTrunk() ? ReplyPort.SOURCE : ReplyPort.AS_VIA_ASKS;
    }

    /** Walks all credentials; the ones of our realm count (RFC 3261 section 22.3), else the first of what is said about them. */
    void selectCredentials() {
        HeaderName header = isRegister() ? HeaderName.AUTHORIZATION : HeaderName.PROXY_AUTHORIZATION;
        CredentialsCursor cursor = message.credentials(header);
        int deciding = 0;
        for (int walked = 1; selection != Selection.OF_OUR_REALM && cursor.next(); walked++) {
            Selection found = classify(cursor.credentials());
            if (found.compareTo(selection) > 0) {
                selection = found;
                deciding = walked;
            }
        }
        if (selection == Selection.NONE) {
            return;
        }
        if (selection != Selection.OF_OUR_REALM) { // the cursor is behind the last one
            cursor = message.credentials(header);
            for (int walked = 1; walked <= deciding && cursor.next(); walked++) {
                // to the one that decided
            }
        }
        credentials = cursor.credentials();
    }

    private Selection classify(DigestCredentials sent) {
        return switch (sent.form()) {
            case DIGEST -> realm.isRealm(sent.realm()) ? Selection.OF_OUR_REALM : Selection.OF_ANOTHER_REALM;
            case MALFORMED -> Selection.MALFORMED;
            case OTHER_SCHEME -> Selection.NONE; // counts as no credentials
        };
    }

    /** What this request may be challenged with; an unknown trunk looks like one with the defaults. */
    List<DigestAlgorithm> algorithms() {
        TrunkPolicy known = trunk;
        return known == null ? TrunkPolicy.DEFAULT_ALGORITHMS : known.algorithms();
    }

    /** The credentials that were selected. */
    DigestCredentials selected() {
        return Objects.requireNonNull(credentials, "credentials are selected first");
    }

    /** Who was verified. */
    Account verified() {
        return Objects.requireNonNull(account, "an account is verified first");
    }

    /** Where it came from, as abuse is counted by; made when it is first asked for. */
    SourceKey sourceKey() {
        if (!sourceKeyIsSet) {
            sourceKey.set(source.addressBytes());
            sourceKeyIsSet = true;
        }
        return sourceKey;
    }

    /** Who it says it is: the username of its credentials, else that of From (REGISTER: To). */
    Slice claimedUsername() {
        DigestCredentials sent = credentials;
        return sent != null && sent.username().isPresent() ? sent.username() : (isRegister() ? message.to() : message.from()).uri().user();
    }

    boolean isRegister() {
        return message.method() == Method.REGISTER;
    }

    /** The source's own words and ours about this failure, copied. Allocates: only for failures that are sampled. */
    public FailureSample sample(FailureReason reason) {
        return new FailureSample(
                clock.wallTime().truncatedTo(ChronoUnit.MILLIS),
                reason,
                Optional.ofNullable(trunk),
                Optional.ofNullable(account).map(Account::credentialId),
                username().map(username -> cut(username.text(), SAMPLED_USERNAME_CHARS)).orElse(""),
                cut(message.methodName().text(SAMPLED_USERNAME_CHARS), SAMPLED_USERNAME_CHARS),
                source.address().getHostAddress(),
                source.port(),
                source.transport(),
                text(message.value(HeaderName.USER_AGENT)),
                cut(message.callId().text(SAMPLED_TEXT_CHARS), SAMPLED_TEXT_CHARS),
                Optional.ofNullable(credentials).flatMap(sent -> text(sent.algorithm())),
                Optional.ofNullable(credentials).flatMap(sent -> text(sent.realm())));
    }

    /** The use of the verified account, copied. Allocates: for a few of all. */
    private Usage.Success success() {
        return new Usage.Success(
                nowSecond,
                source.address().getHostAddress(),
                source.transport(),
                Objects.requireNonNull(algorithm, "an algorithm is chosen before a digest is verified").token(),
                text(message.value(HeaderName.USER_AGENT)));
    }

    /** Where it came from. */
    public Source source() {
        return source;
    }

    /** When it came, by the {@link SteadyClock}. */
    public long nowSecond() {
        return nowSecond;
    }

    /** The trunk, when it exists. */
    public Optional<TrunkPolicy> trunk() {
        return Optional.ofNullable(trunk);
    }

    /** The id of the trunk, or that where it doesn't exist; makes no object. */
    public String trunkIdOr(String unknown) {
        TrunkPolicy known = trunk;
        return known == null ? unknown : known.trunkId();
    }

    /** Adds the username as sent to a hash, if one was sent; makes no object. */
    public KeyedHash hashUsername(KeyedHash hash) {
        DigestCredentials sent = credentials;
        return sent == null
                ? hash
                : hash.update(sent.username().array(), sent.username().offset(), sent.username().length());
    }

    /** The username as sent. */
    public Optional<Slice> username() {
        DigestCredentials sent = credentials;
        return sent == null || !sent.username().isPresent() ? Optional.empty() : Optional.of(sent.username());
    }

    private static Optional<String> text(Slice slice) {
        return slice.isEmpty() ? Optional.empty() : Optional.of(cut(slice.text(SAMPLED_TEXT_CHARS), SAMPLED_TEXT_CHARS));
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars);
    }
}
