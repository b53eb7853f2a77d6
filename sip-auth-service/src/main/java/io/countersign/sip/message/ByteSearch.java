package io.countersign.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for bytes, eight at a time: most of a message is read for nothing but where a part of it ends. */
final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private ByteSearch() {}

    /** The eight bytes from there on, the first one lowest. */
    static long word(byte[] b, int at) {
        return (long) LONG.get(b, at);
    }

    /** Where the first CR or LF stands; {@code to} when there is none. */
    static int skipToLineEnd(byte[] b, int from, int to) {
        return skipToEither(b, from, to, '\r', '\n');
    }

    /** Where the first of two bytes stands; {@code to} when there is none. */
    static int skipToEither(byte[] b, int from, int to, int one, int other) {
        if (to - from < Long.BYTES) {
            return skipShort(b, from, to, one, other);
        }
        for (int at = from; ; at = Math.min(at + Long.BYTES, to - Long.BYTES)) { // the last word may have seen some of its bytes already
            long word = word(b, at);
            long found = zeroBytes(word ^ ONES * one) | zeroBytes(word ^ ONES * other);
            if (found != 0) {
                return at + first(found);
            }
            if (at == to - Long.BYTES) {
                return to;
            }
        }
    }

    private static int skipShort(byte[] b, int from, int to, int one, int other) {
        int at = from;
        while (at < to && b[at] != one && b[at] != other) {
            at++;
        }
        return at;
    }

    /** Where the first byte stands that is no qdtext (RFC 3261 section 25.1), or is HTAB, which only LWS may hold; {@code to} when there is none. */
    static int skipQdtext(byte[] b, int from, int to) {
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long word = word(b, at);
            long found = zeroBytes(word ^ ONES * '"') | zeroBytes(word ^ ONES * '\\') | zeroBytes(word ^ ONES * 0x7f) | bytesBelow(word, ' ');
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && b[at] != '"' && b[at] != '\\' && b[at] != 0x7f && (b[at] < 0 || b[at] >= ' ')) {
            at++;
        }
        return at;
    }

    /** The high bit of each zero byte. Bits above the lowest one may be wrong, which is why only that one is looked at. */
    private static long zeroBytes(long word) {
        return bytesBelow(word, 1);
    }

    /** The high bit of each byte below that, at most 0x80; with {@link #zeroBytes}'s reserve. */
    private static long bytesBelow(long word, int limit) {
        return (word - ONES * limit) & ~word & HIGH_BITS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >> 3;
    }
}
