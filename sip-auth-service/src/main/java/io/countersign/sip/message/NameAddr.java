package io.countersign.sip.message;

/**
 * A value of From, To or Contact: {@code ( name-addr / addr-spec ) *( SEMI param )} (RFC 3261 sections 20.10, 20.20 and 20.39).
 */
public final class NameAddr {
    static final int MALFORMED = -1;

    private static final byte[] TAG = ParamScanner.name("tag");
    private static final byte[] EXPIRES = ParamScanner.name("expires");
    private static final byte[] Q = ParamScanner.name("q");

    private final Slice whole = new Slice();
    private final Slice displayName = new Slice();
    private final SipUri uri = new SipUri();
    private final Slice parameters = new Slice();
    private final Slice tag = new Slice();
    private final Slice expires = new Slice();
    private final Slice q = new Slice();
    private final ParamScanner params = new ParamScanner();

    NameAddr() {}

    void clear() {
        whole.clear();
        displayName.clear();
        uri.clear();
        parameters.clear();
        tag.clear();
        expires.clear();
        q.clear();
    }

    /** Where the first value in these bytes ends (at the comma or at {@code to}), or {@link #MALFORMED}. */
    int parse(byte[] b, int from, int to) {
        clear();
        int open = findOpeningBracket(b, from, to);
        int at = open == MALFORMED ? MALFORMED : open == to ? parseAddrSpec(b, from, to) : parseBracketed(b, open, to);
        if (at != MALFORMED) {
            int paramsFrom = at;
            at = parseParams(b, at, to);
            if (at != MALFORMED) {
                whole.set(b, from, Grammar.skipBlankBack(b, from, at));
                parameters.set(b, Grammar.skipBlank(b, paramsFrom, whole.end()), whole.end());
            }
        }
        return at;
    }

    /** The "<" behind [ display-name ]; {@code to} when the value is no name-addr. */
    private int findOpeningBracket(byte[] b, int from, int to) {
        int at = from;
        if (at < to && b[at] == '"') {
            int quoteTo = Grammar.skipQuoted(b, at, to);
            if (quoteTo < 0) {
                return MALFORMED;
            }
            displayName.set(b, from, quoteTo);
            at = Grammar.skipBlank(b, quoteTo, to);
            return at < to && b[at] == '<' ? at : MALFORMED;
        }
        // *( token LWS ), and UTF-8 without the quotes it should have
        while (at < to && (Grammar.isToken(b[at]) || Grammar.isBlank(b[at]) || b[at] < 0)) {
            at++;
        }
        if (at < to && b[at] == '<') {
            displayName.set(b, from, Grammar.skipBlankBack(b, from, at));
            return at;
        }
        return to;
    }

    private int parseBracketed(byte[] b, int open, int to) {
        int close = ByteSearch.skipToEither(b, open + 1, to, '>', '>');
        return close < to && uri.parse(b, open + 1, close) ? close + 1 : MALFORMED;
    }

    /** Without brackets a comma, a question mark or a semicolon is none of the URI's (20.10), and "?" has no other meaning. */
    private int parseAddrSpec(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] != ';' && b[at] != ',' && !Grammar.isBlank(b[at])) {
            if (b[at] == '?') {
                return MALFORMED;
            }
            at++;
        }
        return uri.parse(b, from, at) ? at : MALFORMED;
    }

    private int parseParams(byte[] b, int from, int to) {
        params.start(from);
        while (true) {
            switch (params.next(b, to)) {
                case MALFORMED -> {
                    return MALFORMED;
                }
                case END -> {
                    return params.position();
                }
                case PARAM -> {
                    if (!take(tag, TAG, b) || !take(expires, EXPIRES, b) || !take(q, Q, b)) {
                        return MALFORMED;
                    }
                }
            }
        }
    }

    private boolean take(Slice slice, byte[] name, byte[] b) {
        if (!params.isNamed(b, name)) {
            return true;
        }
        boolean repeated = slice.isPresent();
        slice.set(b, params.valueFrom(), params.valueTo());
        return !repeated;
    }

    /** Address and parameters as written. */
    public Slice whole() {
        return whole;
    }

    /** As written, quotes included; empty or absent when there is none. */
    public Slice displayName() {
        return displayName;
    }

    public SipUri uri() {
        return uri;
    }

    /** The header parameters as written, from the first ";" on; empty when none. */
    public Slice parameters() {
        return parameters;
    }

    public Slice tag() {
        return tag;
    }

    Slice expires() {
        return expires;
    }

    Slice q() {
        return q;
    }
}
