package io.countersign.sip.message;

/** Walks all contacts of a message, over several headers and comma lists (RFC 3261 sections 10.3 and 20.10). */
public final class ContactCursor {
    /** {@code q} is counted in thousandths: it has at most three decimals. */
    public static final int MAX_Q_PER_MILLE = 1000;
    public static final int ABSENT = -1;

    /** What a malformed expiry counts as (RFC 3261 section 10.2.1.1). */
    static final long MALFORMED_EXPIRES_SECONDS = 3600;

    private final HeaderCursor headers;
    private final NameAddr address = new NameAddr();
    private byte[] bytes = new byte[0];
    private int at;
    private int to;
    private int qPerMille;
    private boolean star;
    private boolean malformed;

    ContactCursor(HeaderIndex index) {
        this.headers = new HeaderCursor(index);
    }

    void start(byte[] b) {
        headers.start(b, HeaderName.CONTACT);
        bytes = b;
        at = 0;
        to = 0;
        star = false;
        malformed = false;
    }

    /** Moves to the next contact; false behind the last one, and at the first malformed one. */
    public boolean next() {
        if (malformed) {
            return false;
        }
        if (at == to) {
            if (!headers.next()) {
                return false;
            }
            at = headers.value().offset();
            to = headers.value().end();
        }
        malformed = !read();
        return !malformed;
    }

    private boolean read() {
        star = to - at == 1 && bytes[at] == '*';
        if (star) {
            address.clear();
            at = to;
            return true;
        }
        int end = address.parse(bytes, at, to);
        if (end == NameAddr.MALFORMED) {
            return false;
        }
        qPerMille = address.q().isPresent() ? q(address.q()) : ABSENT;
        at = end == to ? to : Grammar.skipBlank(bytes, end + 1, to);
        return (end == to || at < to) && qPerMille <= MAX_Q_PER_MILLE;
    }

    /** qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ); more than the maximum when it is none. */
    private static int q(Slice q) {
        boolean shaped = q.length() >= 1 && q.length() <= 5 && (q.length() == 1 || q.byteAt(1) == '.');
        int perMille = 0;
        for (int i = 0; i < 5 && shaped; i++) {
            if (i != 1) {
                byte digit = i < q.length() ? q.byteAt(i) : (byte) '0';
                shaped = Grammar.isDigit(digit);
                perMille = perMille * 10 + (digit - '0');
            }
        }
        return shaped ? perMille : MAX_Q_PER_MILLE + 1;
    }

    /** Whether {@link #next} stopped because of a malformed contact. */
    public boolean isMalformed() {
        return malformed;
    }

    /** Whether this is {@code Contact: *}, which has no address. */
    public boolean isStar() {
        return star;
    }

    public NameAddr address() {
        return address;
    }

    /** The contact's own expiry, at most 2^32 - 1; {@link #ABSENT} when it has none. */
    public long expiresSeconds() {
        Slice expires = address.expires();
        return expires.isPresent() ? seconds(expires.array(), expires.offset(), expires.end()) : ABSENT;
    }

    static long seconds(byte[] b, int from, int to) {
        long number = Grammar.number(b, from, to);
        return number == Grammar.NOT_A_NUMBER ? MALFORMED_EXPIRES_SECONDS : Math.min(number, Grammar.MAX_NUMBER);
    }

    /** {@link #ABSENT} when the contact has no q. */
    public int qPerMille() {
        return qPerMille;
    }
}
