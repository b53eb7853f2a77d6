package io.countersign.sip.message;

/** Walks the option tags of all Require, Proxy-Require or Supported headers (RFC 3261 section 20.32). */
public final class OptionTagCursor {
    private final HeaderCursor headers;
    private final Slice tag = new Slice();
    private byte[] bytes = new byte[0];
    private int at;
    private int to;
    private boolean malformed;

    OptionTagCursor(HeaderIndex index) {
        this.headers = new HeaderCursor(index);
    }

    void start(byte[] b, HeaderName name) {
        headers.start(b, name);
        bytes = b;
        at = 0;
        to = 0;
        malformed = false;
    }

    /** Moves to the next tag; false behind the last one, and at the first that is no token. */
    public boolean next() {
        while (at == to) {
            if (malformed || !headers.next()) {
                return false;
            }
            at = headers.value().offset();
            to = headers.value().end();
        }
        int tagTo = Grammar.skipToken(bytes, at, to);
        int behind = Grammar.skipBlank(bytes, tagTo, to);
        boolean comma = behind < to && bytes[behind] == ',';
        int following = comma ? Grammar.skipBlank(bytes, behind + 1, to) : behind;
        malformed = tagTo == at || (comma ? following == to : behind < to);
        tag.set(bytes, at, tagTo);
        at = malformed ? to : following;
        return !malformed;
    }

    /** Whether {@link #next} stopped because of a malformed list. */
    public boolean isMalformed() {
        return malformed;
    }

    public Slice tag() {
        return tag;
    }
}
