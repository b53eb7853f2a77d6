package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.challenge.NonceIssuer;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.StatusLine;
import io.countersign.sip.message.Transport;
import java.util.List;

/**
 * Writes 401 and 407 (RFC 3261 section 22, RFC 8760 section 2.4): one header an algorithm, all with one nonce. Keeps an
 * answer over UDP in proportion to its request, because the source may be forged. Owned by one worker.
 */
final class ChallengeWriter {
    /** Whether the nonce that was sent is the reason. */
    enum Kind {
        FRESH,
        STALE
    }

    /** Bytes out for 10 bytes in, with one challenge and with more (sip.md, Abuse). */
    private static final int ONE_CHALLENGE_PER_TEN = 20;
    private static final int MORE_CHALLENGES_PER_TEN = 26;

    private static final byte[] WWW = bytes("WWW-Authenticate");
    private static final byte[] PROXY = bytes("Proxy-Authenticate");
    private static final byte[] REALM = bytes("Digest realm=\"");
    private static final byte[] NONCE = bytes("\", nonce=\"");
    private static final byte[] FRESH = bytes("\", algorithm=");
    private static final byte[] STALE = bytes("\", stale=true, algorithm=");
    private static final byte[] QOP = bytes(", qop=\"auth\"");

    private final NonceIssuer nonces;
    private final OutcomeCounts counts;
    private final byte[] nonce = new byte[NonceIssuer.CHARS];

    ChallengeWriter(NonceIssuer nonces, OutcomeCounts counts) {
        this.nonces = nonces;
        this.counts = counts;
    }

    /** Writes a complete answer; false when none of an acceptable size can be made. */
    boolean challenge(RequestContext context, Kind kind, byte[] toTag, ResponseWriter out) {
        List<DigestAlgorithm> algorithms = context.algorithms();
        StatusLine status = context.isRegister() ? StatusLine.UNAUTHORIZED : StatusLine.PROXY_AUTHENTICATION_REQUIRED;
        Realm realm = context.realm;
        nonces.issue(realm.array(), 0, realm.length(), context.source.addressBytes(), context.nowSecond, nonce, 0);
        out.begin(context.message, context.source, status, toTag, context.replyPort());
        int body = out.length();
        for (int i = 0; i < algorithms.size(); i++) {
            write(context, kind, algorithms.get(i), out);
        }
        out.finish();
        if (isInProportion(context, out, algorithms.size() == 1 ? ONE_CHALLENGE_PER_TEN : MORE_CHALLENGES_PER_TEN)) {
            return true;
        }
        if (algorithms.size() == 1) {
            return false;
        }
        counts.reducedChallenge();
        out.rollback(body);
        write(context, kind, algorithms.contains(DigestAlgorithm.MD5) ? DigestAlgorithm.MD5 : algorithms.get(0), out);
        out.finish();
        return isInProportion(context, out, ONE_CHALLENGE_PER_TEN);
    }

    /** Whether any answer without a challenge is in proportion. */
    static boolean isInProportion(RequestContext context, ResponseWriter out) {
        return isInProportion(context, out, ONE_CHALLENGE_PER_TEN);
    }

    private void write(RequestContext context, Kind kind, DigestAlgorithm algorithm, ResponseWriter out) {
        out.header(context.isRegister() ? WWW : PROXY)
                .write(REALM)
                .write(context.realm.array(), 0, context.realm.length())
                .write(NONCE)
                .write(nonce)
                .write(kind == Kind.STALE ? STALE : FRESH)
                .write(AlgorithmToken.of(algorithm).bytes())
                .write(QOP)
                .endLine();
    }

    private static boolean isInProportion(RequestContext context, ResponseWriter out, int perTen) {
        return !out.isOverflowed()
                && (context.source.transport() != Transport.UDP
                        || out.length() * 10L <= (long) context.message.lengthBytes() * perTen);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(US_ASCII);
    }
}
