package io.countersign.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for line ends, eight bytes at a time: most of a message is read for nothing else. */
final class LineEnds {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';

    private LineEnds() {}

    /** Where the first CR or LF stands; {@code to} when there is none. */
    static int skipTo(byte[] b, int from, int to) {
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long word = (long) LONG.get(b, at);
            long found = zeroBytes(word ^ CRS) | zeroBytes(word ^ LFS);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < to && b[at] != '\r' && b[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The high bit of each zero byte. Bits above the lowest one may be wrong, which is why only that one is looked at. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
