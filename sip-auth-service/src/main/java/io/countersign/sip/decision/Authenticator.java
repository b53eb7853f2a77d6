package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.challenge.NonceVerifier;
import io.countersign.sip.challenge.ReplayWindow;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.NameAddr;
import io.countersign.sip.message.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request's credentials are right (docs/reference/sip.md, Challenge and verification). Owned by one worker;
 * the replay window is shared.
 */
final class Authenticator {
    private static final byte[] AUTH = "auth".getBytes(US_ASCII);

    private final NonceVerifier nonces;
    private final ReplayWindow replayWindow;
    private final AccountLookup accounts;
    private final DigestVerifier digests = new DigestVerifier();

    Authenticator(NonceVerifier nonces, ReplayWindow replayWindow, AccountLookup accounts) {
        this.nonces = nonces;
        this.replayWindow = replayWindow;
        this.accounts = accounts;
    }

    /** The first reason to refuse the selected credentials; null: they are right, and {@code context.account} is who it is. */
    @Nullable FailureReason refusalReason(RequestContext context, DigestCredentials credentials) {
        if (!isComplete(credentials)) return FailureReason.MALFORMED_CREDENTIALS;
        if (!isIssued(context, credentials.nonce())) return FailureReason.MALFORMED_CREDENTIALS;
        if (!nonces.current(context.nowSecond)) return FailureReason.STALE_NONCE; // before any user is looked up
        if (isForgotten()) return FailureReason.STALE_NONCE;
        context.algorithm = allowedAlgorithm(context.algorithms(), credentials.algorithm());
        if (context.algorithm == null) return FailureReason.ALGORITHM_NOT_ALLOWED;
        context.account = accounts.account(context.realm, credentials.username());
        boolean right = digests.isRight( // same cost for unknown users
                context.account, context.algorithm, context.message.methodName(), credentials);
        if (context.trunk == null) return FailureReason.UNKNOWN_TRUNK;
        if (context.account == null) return FailureReason.UNKNOWN_USER;
        // credential_disabled, credential_expired: come with the credential's settings. Answered as a wrong password, at the same cost.
        if (!right) return FailureReason.WRONG_PASSWORD; // of both secrets in a rotation; which one fitted comes with rotation
        return switch (recordUse(context, credentials)) { // written only now that the password is proved
            case REPLAYED -> FailureReason.REPLAYED_NONCE;
            case FORGOTTEN -> FailureReason.STALE_NONCE;
            case FIRST -> null; // trunk_disabled, tls_required: come with the trunk's settings. Here, so only who knows a password sees them.
        };
    }

    /** A REGISTER registers its own username at its own trunk; another method's From is free: {@code caller_id_policy} comes with the trunk's settings. */
    static boolean isOwnIdentity(RequestContext context, Slice username) {
        NameAddr to = context.message.to();
        return !context.isRegister() || (to.uri().isUser(username) && context.realm.isHost(to.uri().host()));
    }

    /** qop=auth with a count that counts from 1: clients without qop (RFC 2069) and auth-int are not served. */
    private static boolean isComplete(DigestCredentials credentials) {
        return credentials.qop().equalsIgnoreCase(AUTH) && credentials.nonceCount() > 0;
    }

    private boolean isIssued(RequestContext context, Slice nonce) {
        return nonces.issued(
                nonce.array(),
                nonce.offset(),
                nonce.length(),
                context.realm.array(),
                0,
                context.realm.length(),
                context.source.addressBytes(),
                context.nowSecond);
    }

    private boolean isForgotten() {
        return replayWindow.isForgotten(nonces.issuedAtSecond(), nonces.randomness());
    }

    private ReplayWindow.Use recordUse(RequestContext context, DigestCredentials credentials) {
        return replayWindow.record(
                nonces.issuedAtSecond(), nonces.randomness(), (int) credentials.nonceCount(), context.nowSecond);
    }

    /** Absent means MD5 (RFC 7616 section 3.4). */
    private static @Nullable DigestAlgorithm allowedAlgorithm(List<DigestAlgorithm> allowed, Slice sent) {
        for (int i = 0; i < allowed.size(); i++) {
            DigestAlgorithm algorithm = allowed.get(i);
            if (sent.isPresent() ? AlgorithmToken.of(algorithm).is(sent) : algorithm == DigestAlgorithm.MD5) {
                return algorithm;
            }
        }
        return null;
    }
}
