package io.countersign.kafka.trace;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of something in a trace: the value of {@code traceparent} (W3C Trace Context, section 3.2). What comes from
 * outside is believed as far as this form goes: it may name a trace, and ask for it to be logged.
 *
 * @param traceId the whole trace: 32 lower-case hexadecimal digits, not all 0
 * @param parentId the caller's part in it: 16 lower-case hexadecimal digits, not all 0
 * @param flags {@link #SAMPLED} and {@link #RANDOM}; the others are not known here and always 0
 */
public record TraceParent(String traceId, String parentId, int flags) {
    /** The name of the header, in requests and on records. */
    public static final String HEADER = "traceparent";

    /** The caller keeps its part of the trace, and asks for ours to be kept. */
    public static final int SAMPLED = 0x01;
    /** The trace id is random in its last 7 bytes at least (Level 2, section 3.2.2.5.2). */
    public static final int RANDOM = 0x02;

    private static final int TRACE_ID_BYTES = 16;
    private static final int PARENT_ID_BYTES = 8;
    private static final int MAX_CHARS = 512;
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom IDS = new SecureRandom();

    /** A later version may add fields after a dash (section 3.2.3); version ff is none. */
    private static final Pattern FORM = Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    public TraceParent {
        check("trace id", traceId, TRACE_ID_BYTES);
        check("parent id", parentId, PARENT_ID_BYTES);
        flags &= SAMPLED | RANDOM;
    }

    /** A trace of our own, which nobody has asked to be kept. */
    public static TraceParent begin() {
        return new TraceParent(id(TRACE_ID_BYTES), id(PARENT_ID_BYTES), RANDOM);
    }

    /** The place that a text names; nothing when its form is wrong, however little. */
    public static Optional<TraceParent> parse(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        boolean matches = form.matches() && (form.group(5) == null || !form.group(1).equals("00"));
        if (!matches || isZero(form.group(2)) || isZero(form.group(3))) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(form.group(2), form.group(3), HexFormat.fromHexDigits(form.group(4))));
    }

    /** Our own part in the same trace. */
    public TraceParent child() {
        return new TraceParent(traceId, id(PARENT_ID_BYTES), flags);
    }

    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** The header's value, in version 00. */
    public String text() {
        return "00-" + traceId + "-" + parentId + "-" + HEX.toHexDigits((byte) flags);
    }

    @Override
    public String toString() {
        return text();
    }

    private static String id(int size) {
        byte[] bytes = new byte[size];
        do {
            IDS.nextBytes(bytes);
        } while (isZero(HEX.formatHex(bytes)));
        return HEX.formatHex(bytes);
    }

    private static void check(String what, String id, int size) {
        boolean hex = id.length() == 2 * size && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        if (!hex || isZero(id)) {
            throw new IllegalArgumentException(
                    what + " \"" + id + "\" (expected: " + 2 * size + " lower-case hexadecimal digits, not all 0)");
        }
    }

    private static boolean isZero(String id) {
        return id.chars().allMatch(c -> c == '0');
    }
}
