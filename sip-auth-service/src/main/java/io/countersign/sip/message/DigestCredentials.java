package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * One Authorization or Proxy-Authorization header (RFC 3261 sections 20.7 and 25.1, RFC 7616 section 3.4). Strict in what
 * decides: username, realm, nonce, uri, response, cnonce and opaque are quoted, nothing is repeated, uri is a URI. Lenient
 * in what old phones get wrong: algorithm, qop and nc may be quoted too.
 */
public final class DigestCredentials {
    /** What kind of header it is. */
    public enum Form {
        /** Digest with all that a response needs; {@link DigestCredentials#qop()} may still be absent or unknown. */
        DIGEST,
        /** Another scheme: counts as no credentials. */
        OTHER_SCHEME,
        MALFORMED
    }

    private static final int MAX_UNKNOWN_PARAMS = 16;
    private static final int NONCE_COUNT_DIGITS = 8; // nc-value = 8LHEX
    private static final byte[] DIGEST = "digest".getBytes(US_ASCII);
    private static final Param[] PARAMS = Param.values();

    private enum Quoting { REQUIRED, TOLERATED }

    @SuppressWarnings("ImmutableEnumChecker") // the array is never written to
    private enum Param {
        USERNAME("username", Quoting.REQUIRED),
        REALM("realm", Quoting.REQUIRED),
        NONCE("nonce", Quoting.REQUIRED),
        URI("uri", Quoting.REQUIRED),
        RESPONSE("response", Quoting.REQUIRED),
        CNONCE("cnonce", Quoting.REQUIRED),
        OPAQUE("opaque", Quoting.REQUIRED),
        ALGORITHM("algorithm", Quoting.TOLERATED),
        QOP("qop", Quoting.TOLERATED),
        NC("nc", Quoting.TOLERATED);

        private final byte[] lowerCase;
        private final Quoting quoting;

        Param(String name, Quoting quoting) {
            this.lowerCase = name.getBytes(US_ASCII);
            this.quoting = quoting;
        }
    }

    private final Slice[] values = new Slice[PARAMS.length];
    private final int[] unknownFrom = new int[MAX_UNKNOWN_PARAMS];
    private final int[] unknownTo = new int[MAX_UNKNOWN_PARAMS];
    private final SipUri uriForm = new SipUri();
    private int unknownParams;
    private Form form = Form.MALFORMED;
    private byte[] unescaped = new byte[0];
    private int unescapedBytes;

    DigestCredentials() {
        for (int i = 0; i < values.length; i++) {
            values[i] = new Slice();
        }
    }

    void parse(byte[] b, int from, int to) {
        for (Slice value : values) {
            value.clear();
        }
        unknownParams = 0;
        unescapedBytes = 0;
        Form found = read(b, from, to);
        if (form != found) { // else not written, as in Slice
            form = found;
        }
        if (form == Form.DIGEST) {
            unescape(username());
            unescape(realm());
        }
    }

    private Form read(byte[] b, int from, int to) {
        int schemeTo = Grammar.skipToken(b, from, to);
        if (schemeTo == from || (schemeTo < to && !Grammar.isBlank(b[schemeTo]))) {
            return Form.MALFORMED;
        }
        if (schemeTo - from != DIGEST.length || !Grammar.sameIgnoringCase(b, from, DIGEST, DIGEST.length)) {
            return Form.OTHER_SCHEME;
        }
        int at = schemeTo;
        while (true) {
            at = readParam(b, Grammar.skipBlank(b, at, to), to);
            if (at < 0) {
                return Form.MALFORMED;
            }
            at = Grammar.skipBlank(b, at, to);
            if (at == to) {
                return isComplete() ? Form.DIGEST : Form.MALFORMED;
            }
            if (b[at] != ',') {
                return Form.MALFORMED;
            }
            at++;
        }
    }

    /** One {@code auth-param = token EQUAL ( token / quoted-string )}; where it ends, or -1. */
    private int readParam(byte[] b, int from, int to) {
        int nameTo = Grammar.skipToken(b, from, to);
        int at = Grammar.skipBlank(b, nameTo, to);
        if (nameTo == from || at >= to || b[at] != '=') {
            return -1;
        }
        int valueFrom = Grammar.skipBlank(b, at + 1, to);
        boolean quoted = valueFrom < to && b[valueFrom] == '"';
        int valueTo = quoted ? skipQuotedText(b, valueFrom, to) : Grammar.skipToken(b, valueFrom, to);
        if (valueTo <= valueFrom) {
            return -1;
        }
        int param = find(b, from, nameTo);
        boolean taken = param < 0
                ? isNewUnknown(b, from, nameTo)
                : take(PARAMS[param], b, quoted ? valueFrom + 1 : valueFrom, quoted ? valueTo - 1 : valueTo, quoted);
        return taken ? valueTo : -1;
    }

    /** A quoted-string without naked control bytes (qdtext), or -1. */
    private static int skipQuotedText(byte[] b, int from, int to) {
        int at = ByteSearch.skipQdtext(b, from + 1, to);
        while (at < to && b[at] != '"') {
            if (b[at] != '\\' && b[at] != '\t') {
                return -1;
            }
            at = ByteSearch.skipQdtext(b, b[at] == '\\' ? Math.min(at + 2, to) : at + 1, to); // quoted-pair
        }
        return at < to ? at + 1 : -1;
    }

    private static int find(byte[] b, int from, int to) {
        for (int i = 0; i < PARAMS.length; i++) {
            byte[] name = PARAMS[i].lowerCase;
            if (name.length == to - from && Grammar.sameIgnoringCase(b, from, name, name.length)) {
                return i;
            }
        }
        return -1;
    }

    private boolean take(Param param, byte[] b, int from, int to, boolean quoted) {
        Slice value = value(param);
        if (value.isPresent() || (!quoted && param.quoting == Quoting.REQUIRED)) {
            return false;
        }
        value.set(b, from, to);
        return true;
    }

    /** A parameter that nobody knows here must not be repeated either; more than a few of them are no credentials. */
    private boolean isNewUnknown(byte[] b, int from, int to) {
        for (int i = 0; i < unknownParams; i++) {
            if (unknownTo[i] - unknownFrom[i] == to - from && sameName(b, unknownFrom[i], from, to - from)) {
                return false;
            }
        }
        if (unknownParams == MAX_UNKNOWN_PARAMS) {
            return false;
        }
        unknownFrom[unknownParams] = from;
        unknownTo[unknownParams] = to;
        unknownParams++;
        return true;
    }

    private static boolean sameName(byte[] b, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (b[one + i] != b[other + i] && ((b[one + i] ^ b[other + i]) != 0x20 || !Grammar.isAlpha(b[one + i]))) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete() {
        Slice uri = uri();
        boolean there = !username().isEmpty() && realm().isPresent() && !nonce().isEmpty() && !response().isEmpty() && !uri.isEmpty();
        // With qop, cnonce and nc are a must (RFC 7616 section 3.4).
        boolean counted = !qop().isPresent() || (!cnonce().isEmpty() && nonceCountText().isPresent());
        return there && counted && isHex(response(), false) && isNonceCount()
                && uriForm.parse(uri.array(), uri.offset(), uri.end());
    }

    private boolean isNonceCount() {
        Slice nc = nonceCountText();
        return !nc.isPresent() || (nc.length() == NONCE_COUNT_DIGITS && isHex(nc, true));
    }

    private static boolean isHex(Slice digits, boolean anyCase) {
        for (int i = 0; i < digits.length(); i++) {
            if (anyCase ? !Grammar.isHex(digits.byteAt(i)) : !Grammar.isLowerHex(digits.byteAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Removes the backslashes of quoted-pairs: the value is what the sender meant, not how it had to write it. */
    private void unescape(Slice value) {
        byte[] b = value.array();
        int at = ByteSearch.skipToEither(b, value.offset(), value.end(), '\\', '\\');
        if (at == value.end()) {
            return;
        }
        if (unescaped.length == 0) {
            unescaped = new byte[HeaderIndex.MAX_HEADER_BYTES];
        }
        int from = unescapedBytes;
        for (at = value.offset(); at < value.end(); at++) {
            if (b[at] == '\\') {
                at++; // the closing quote is never escaped, so a byte follows
            }
            unescaped[unescapedBytes++] = b[at];
        }
        value.set(unescaped, from, unescapedBytes);
    }

    @SuppressWarnings("EnumOrdinal") // never leaves the process
    private Slice value(Param param) {
        return values[param.ordinal()];
    }

    public Form form() {
        return form;
    }

    /** Unescaped. */
    public Slice username() {
        return value(Param.USERNAME);
    }

    /** Unescaped. */
    public Slice realm() {
        return value(Param.REALM);
    }

    /** As between the quotes; one of ours has nothing to escape. */
    public Slice nonce() {
        return value(Param.NONCE);
    }

    /** As between the quotes: what H(A2) is made of. */
    public Slice uri() {
        return value(Param.URI);
    }

    /** Lower-case hexadecimal digits; whether they are as many as the algorithm's, the verifier decides. */
    public Slice response() {
        return value(Param.RESPONSE);
    }

    /** Absent means MD5 (RFC 7616 section 3.4). */
    public Slice algorithm() {
        return value(Param.ALGORITHM);
    }

    public Slice qop() {
        return value(Param.QOP);
    }

    /** As between the quotes. */
    public Slice cnonce() {
        return value(Param.CNONCE);
    }

    public Slice opaque() {
        return value(Param.OPAQUE);
    }

    /** nc as written: eight hexadecimal digits, or absent. */
    public Slice nonceCountText() {
        return value(Param.NC);
    }

    /** nc as a number; 0 when absent, which is no count that a client may send. */
    public long nonceCount() {
        Slice nc = nonceCountText();
        long count = 0;
        for (int i = 0; i < nc.length(); i++) {
            count = count << 4 | Grammar.hexValue(nc.byteAt(i));
        }
        return count;
    }
}
