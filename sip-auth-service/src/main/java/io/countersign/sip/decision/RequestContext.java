package io.countersign.sip.decision;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.message.CredentialsCursor;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.HeaderName;
import io.countersign.sip.message.Method;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    private final SteadyClock clock;
    final Realm realm;
    SipMessage message;
    Source source;
    long nowSecond;
    @Nullable TrunkPolicy trunk;
    @Nullable Account account;
    @Nullable DigestCredentials credentials;
    @Nullable DigestAlgorithm algorithm;
    Selection selection = Selection.NONE;

    @SuppressWarnings("NullAway.Init") // begin() comes before everything else
    RequestContext(String baseDomain, SteadyClock clock) {
        this.clock = clock;
        this.realm = new Realm(baseDomain);
    }

    void begin(SipMessage newMessage, Source newSource) {
        message = newMessage;
        source = newSource;
        nowSecond = clock.second();
        trunk = null;
        account = null;
        credentials = null;
        algorithm = null;
        selection = Selection.NONE;
        realm.setToBase();
    }

    /** The trunk that the Request-URI names, else From (REGISTER: To); under the base realm when none does. */
    void findTrunk(AccountLookup accounts) {
        Slice second = (isRegister() ? message.to() : message.from()).uri().host();
        if (realm.setToTrunk(message.requestUri().host()) || realm.setToTrunk(second)) {
            trunk = accounts.policy(realm);
        }
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
