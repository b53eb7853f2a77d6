package io.countersign.sip.message;

import java.util.Arrays;

/**
 * Where the headers of a message are. Reading undoes folding in place: CR LF before a continuation become two spaces
 * (RFC 3261 section 7.3.1), and so does a CR or LF alone, a defect: whoever reads a value later meets no line end in it.
 */
final class HeaderIndex {
    static final int MAX_HEADERS = 128;
    /** A header with its continuation lines. */
    static final int MAX_HEADER_BYTES = 8 * 1024;
    static final int NONE = -1;

    private final int[] valueFrom = new int[MAX_HEADERS];
    private final int[] valueTo = new int[MAX_HEADERS];
    private final int[] nextOfName = new int[MAX_HEADERS];
    private final int[] first = new int[HeaderName.count()];
    private final int[] last = new int[HeaderName.count()];
    private int count;
    private Defect defect = Defect.NONE;
    private boolean separable;

    /**
     * Indexes the headers that start at {@code from}; goes on after a defect, so that an answer finds what is there.
     *
     * @return where the body begins, or -1 when no empty line ends the headers
     */
    int read(byte[] b, int from, int to) {
        count = 0;
        noDefect();
        separable = true;
        Arrays.fill(first, NONE);
        int at = from;
        while (at < to) {
            if (isLineEnd(b, at, to)) {
                return at + 2;
            }
            at = readHeader(b, at, to);
        }
        found(Defect.UNTERMINATED);
        separable = false;
        return -1;
    }

    private static boolean isLineEnd(byte[] b, int at, int to) {
        return at + 1 < to && b[at] == '\r' && b[at + 1] == '\n';
    }

    private int readHeader(byte[] b, int from, int to) {
        int colon = ByteSearch.skipToEither(b, from, Math.min(from + HeaderName.MAX_CHARS + 1, to), ':', '\n');
        HeaderName name = HeaderName.of(b, from, colon);
        if (name == HeaderName.OTHER || colon == to || b[colon] != ':') {
            return readUncommonHeader(b, from, to);
        }
        int end = unfold(b, colon + 1, to);
        add(name, b, from, colon + 1, end);
        return Math.min(end + 2, to);
    }

    /** One that is none of ours, or whose name isn't followed by its colon at once, or that is none at all. */
    private int readUncommonHeader(byte[] b, int from, int to) {
        int nameTo = Grammar.skipToken(b, from, to);
        int colon = Grammar.skipBlank(b, nameTo, to); // HCOLON = *( SP / HTAB ) ":" SWS
        boolean named = nameTo > from && colon < to && b[colon] == ':';
        int end = unfold(b, named ? colon + 1 : from, to);
        if (!named) {
            found(Defect.HEADER_NAME);
            separable = false;
        } else {
            add(HeaderName.of(b, from, nameTo), b, from, colon + 1, end);
        }
        return Math.min(end + 2, to);
    }

    /** Where the header's last line ends; every fold on the way becomes blank. */
    private int unfold(byte[] b, int from, int to) {
        for (int at = ByteSearch.skipToLineEnd(b, from, to); at < to; at = ByteSearch.skipToLineEnd(b, at + 1, to)) {
            if (!isLineEnd(b, at, to)) {
                found(Defect.LINE_END);
                separable = false;
                b[at] = ' '; // an answer repeats values: nobody may put a line of his own into it
            } else if (at + 2 < to && Grammar.isBlank(b[at + 2])) {
                b[at] = ' ';
                b[at + 1] = ' ';
            } else {
                return at;
            }
        }
        return to;
    }

    /** @param nameFrom where the header begins, its value following from {@code from} on */
    private void add(HeaderName name, byte[] b, int nameFrom, int from, int to) {
        if (to - nameFrom > MAX_HEADER_BYTES) {
            found(Defect.HEADER_TOO_LONG);
            separable = false;
            return;
        }
        if (count == MAX_HEADERS) {
            found(Defect.TOO_MANY_HEADERS);
            separable = false;
            return;
        }
        int id = name.index();
        if (first[id] == NONE) {
            first[id] = count;
        } else if (name.occursOnce()) {
            found(Defect.DUPLICATE_HEADER);
            separable &= name != HeaderName.CONTENT_LENGTH;
            return;
        } else {
            nextOfName[last[id]] = count;
        }
        last[id] = count;
        nextOfName[count] = NONE;
        valueFrom[count] = Grammar.skipBlank(b, from, to);
        valueTo[count] = Grammar.skipBlankBack(b, valueFrom[count], to);
        count++;
    }

    private void noDefect() {
        if (defect != Defect.NONE) { // else not written, as in Slice
            defect = Defect.NONE;
        }
    }

    private void found(Defect another) {
        if (defect == Defect.NONE) {
            defect = another;
        }
    }

    /** The first defect of the lines themselves. */
    Defect defect() {
        return defect;
    }

    /** Whether nothing in the lines puts in doubt where this message ends. */
    boolean isSeparable() {
        return separable;
    }

    /** The first header of that name, or {@link #NONE}. */
    int first(HeaderName name) {
        return first[name.index()];
    }

    /** The next header of the same name, or {@link #NONE}. */
    int next(int header) {
        return nextOfName[header];
    }

    int valueFrom(int header) {
        return valueFrom[header];
    }

    int valueTo(int header) {
        return valueTo[header];
    }

    /** Forgets everything: the message has no readable headers. */
    void clear() {
        count = 0;
        noDefect();
        separable = false;
        Arrays.fill(first, NONE);
    }
}
