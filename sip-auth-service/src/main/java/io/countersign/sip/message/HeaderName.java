package io.countersign.sip.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The headers that are looked at here, with their compact forms (RFC 3261 section 7.3.3); names ignore case. */
@SuppressWarnings("ImmutableEnumChecker") // the array is never written to
public enum HeaderName {
    VIA("Via", 'v', Occurs.MANY),
    FROM("From", 'f', Occurs.ONCE),
    TO("To", 't', Occurs.ONCE),
    CALL_ID("Call-ID", 'i', Occurs.ONCE),
    CSEQ("CSeq", ' ', Occurs.ONCE),
    MAX_FORWARDS("Max-Forwards", ' ', Occurs.ONCE),
    CONTENT_LENGTH("Content-Length", 'l', Occurs.ONCE),
    CONTACT("Contact", 'm', Occurs.MANY),
    EXPIRES("Expires", ' ', Occurs.MANY),
    AUTHORIZATION("Authorization", ' ', Occurs.MANY),
    PROXY_AUTHORIZATION("Proxy-Authorization", ' ', Occurs.MANY),
    REQUIRE("Require", ' ', Occurs.MANY),
    PROXY_REQUIRE("Proxy-Require", ' ', Occurs.MANY),
    SUPPORTED("Supported", 'k', Occurs.MANY),
    PATH("Path", ' ', Occurs.MANY),
    ROUTE("Route", ' ', Occurs.MANY),
    RECORD_ROUTE("Record-Route", ' ', Occurs.MANY),
    CONTENT_TYPE("Content-Type", 'c', Occurs.MANY),
    USER_AGENT("User-Agent", ' ', Occurs.MANY),
    OTHER("", ' ', Occurs.MANY);

    /** Whether a second one makes the message malformed. */
    private enum Occurs { ONCE, MANY }

    /** Of the longest name. */
    static final int MAX_CHARS = "Proxy-Authorization".length();

    private static final HeaderName[] ALL = values();
    private static final HeaderName[][] BY_LENGTH = byLength();
    private static final HeaderName[] BY_COMPACT_FORM = byCompactForm();

    private final CaseInsensitiveName spelling;
    private final char compactForm;
    private final Occurs occurs;

    HeaderName(String name, char compactForm, Occurs occurs) {
        this.spelling = new CaseInsensitiveName(name);
        this.compactForm = compactForm;
        this.occurs = occurs;
    }

    boolean occursOnce() {
        return occurs == Occurs.ONCE;
    }

    /** Its place in an array of {@link #count} things. */
    @SuppressWarnings("EnumOrdinal") // never leaves the process
    int index() {
        return ordinal();
    }

    static int count() {
        return ALL.length;
    }

    /** Which of these names the bytes are; {@link #OTHER} when none. */
    static HeaderName of(byte[] b, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return b[from] < 0 ? OTHER : BY_COMPACT_FORM[b[from]];
        }
        if (length > 0 && length < BY_LENGTH.length) {
            for (HeaderName candidate : BY_LENGTH[length]) {
                if (candidate.spelling.isAt(b, from)) {
                    return candidate;
                }
            }
        }
        return OTHER;
    }

    private static HeaderName[][] byLength() {
        List<List<HeaderName>> lists = new ArrayList<>();
        for (HeaderName name : ALL) {
            while (lists.size() <= name.spelling.length()) {
                lists.add(new ArrayList<>());
            }
            if (name != OTHER) {
                lists.get(name.spelling.length()).add(name);
            }
        }
        return lists.stream().map(list -> list.toArray(HeaderName[]::new)).toArray(HeaderName[][]::new);
    }

    private static HeaderName[] byCompactForm() {
        HeaderName[] names = new HeaderName[128];
        Arrays.fill(names, OTHER);
        for (HeaderName name : ALL) {
            if (name.compactForm != ' ') {
                names[name.compactForm] = name;
                names[name.compactForm - 'a' + 'A'] = name;
            }
        }
        return names;
    }
}
