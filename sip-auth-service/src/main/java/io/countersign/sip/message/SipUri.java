package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A URI of a message: sip and sips taken apart, any other scheme left whole (RFC 3261 section 19.1.1). Lenient where a
 * dial string needs it ({@code #} in the user), strict about what delimits.
 */
public final class SipUri {
    /** What the scheme says about the rest. */
    public enum Scheme { SIP, SIPS, OTHER }

    private static final byte[] SIP = "sip".getBytes(US_ASCII);
    private static final byte[] SIPS = "sips".getBytes(US_ASCII);

    private final Slice whole = new Slice();
    private final Slice user = new Slice();
    private final Slice host = new Slice();
    private final Slice parameters = new Slice();
    private boolean sip;
    private boolean secure;
    private int port;

    SipUri() {}

    /** A URI of its own over these bytes; empty when they, all of them, are none. */
    public static Optional<SipUri> of(byte[] bytes) {
        SipUri uri = new SipUri();
        return uri.parse(bytes, 0, bytes.length) ? Optional.of(uri) : Optional.empty();
    }

    void clear() {
        whole.clear();
        user.clear();
        host.clear();
        parameters.clear();
        sip = false;
        secure = false;
        port = 0;
    }

    /** Whether these bytes, all of them, are a URI; if not, nothing is shown. */
    boolean parse(byte[] b, int from, int to) {
        clear();
        boolean wellFormed = read(b, from, to);
        if (!wellFormed) {
            clear();
        }
        return wellFormed;
    }

    private boolean read(byte[] b, int from, int to) {
        int colon = from;
        while (colon < to && Grammar.isScheme(b[colon])) {
            colon++;
        }
        if (colon == from || colon >= to || b[colon] != ':' || !Grammar.isAlpha(b[from]) || !isUriText(b, colon + 1, to)) {
            return false;
        }
        int length = colon - from;
        if (length == SIP.length && Grammar.sameIgnoringCase(b, from, SIP, length)) {
            sip = true;
        } else if (length == SIPS.length && Grammar.sameIgnoringCase(b, from, SIPS, length)) {
            sip = true;
            secure = true;
        }
        whole.set(b, from, to);
        return !sip || parseHostPart(b, parseUser(b, colon + 1, to), to);
    }

    /** At least one byte, only what a URI may hold, every "%" with its two digits. */
    private static boolean isUriText(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            if (!Grammar.isUri(b[at])) {
                return false;
            }
            if (b[at] == '%' && (at + 2 >= to || !Grammar.isHex(b[at + 1]) || !Grammar.isHex(b[at + 2]))) {
                return false;
            }
        }
        return from < to;
    }

    /** Where the host begins: behind the first "@", which only ends a userinfo; -1 when the user is empty. */
    private int parseUser(byte[] b, int from, int to) {
        int userTo = ByteSearch.skipToEither(b, from, to, '@', ':');
        int at = ByteSearch.skipToEither(b, userTo, to, '@', '@');
        if (at == to) {
            return from;
        }
        user.set(b, from, userTo); // userinfo = user [ ":" password ] "@"
        return user.isEmpty() ? -1 : at + 1;
    }

    private boolean parseHostPart(byte[] b, int from, int to) {
        int at = from < 0 ? -1 : Grammar.skipHost(b, from, to);
        if (at < 0) {
            return false;
        }
        host.set(b, from, at);
        if (at < to && b[at] == ':') {
            int portTo = Grammar.skipDigits(b, at + 1, to);
            long number = Grammar.number(b, at + 1, portTo);
            if (number < 1 || number > Grammar.MAX_PORT) {
                return false;
            }
            port = (int) number;
            at = portTo;
        }
        if (at < to && b[at] != ';' && b[at] != '?') {
            return false;
        }
        parameters.set(b, at, to);
        return true;
    }

    /** As written. */
    public Slice whole() {
        return whole;
    }

    public Scheme scheme() {
        return !sip ? Scheme.OTHER : secure ? Scheme.SIPS : Scheme.SIP;
    }

    /** The user as written, escapes and all, without password; absent when there is none or the scheme is another. */
    public Slice user() {
        return user;
    }

    /** Name or address as written; an IPv6 address keeps its brackets. Absent when the scheme is another. */
    public Slice host() {
        return host;
    }

    /** 0 when none is written. */
    public int port() {
        return port;
    }

    /** URI parameters and headers as written, from the first ";" or "?" on; empty when none. */
    public Slice parameters() {
        return parameters;
    }

    /** Whether the user, unescaped once, is these bytes. A user with {@code %00} equals nothing shorter. */
    public boolean isUser(Slice bytes) {
        return user.isPresent() && unescapesTo(bytes.array(), bytes.offset(), bytes.length());
    }

    private boolean unescapesTo(byte[] expected, int expectedFrom, int expectedLength) {
        byte[] b = user.array();
        int matched = 0;
        for (int at = user.offset(); at < user.end(); at++) {
            byte c = b[at];
            if (c == '%') {
                c = unescaped(b, at);
                at += 2;
            }
            if (matched == expectedLength || c != expected[expectedFrom + matched]) {
                return false;
            }
            matched++;
        }
        return matched == expectedLength;
    }

    private static byte unescaped(byte[] b, int percent) {
        return (byte) (Grammar.hexValue(b[percent + 1]) << 4 | Grammar.hexValue(b[percent + 2]));
    }

    /** The user unescaped once, as UTF-8; empty when absent. Allocates. */
    public String userText() {
        byte[] text = new byte[user.length()];
        int length = 0;
        for (int at = user.offset(); at < user.end(); at++) {
            byte c = user.array()[at];
            if (c == '%') {
                c = unescaped(user.array(), at);
                at += 2;
            }
            text[length++] = c;
        }
        return new String(text, 0, length, UTF_8);
    }
}
