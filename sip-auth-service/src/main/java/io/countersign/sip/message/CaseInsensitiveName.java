package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/** A name of letters and other visible ASCII that is compared without regard to the letters' case, eight bytes at a time. */
final class CaseInsensitiveName {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TWO_WORDS = 2 * Long.BYTES;
    private static final byte CASE_BIT = 0x20;

    private final byte[] lowerCase;
    private final int length;
    /** The first eight bytes, zeros behind a shorter name; which of them are the name's; the case bit of each letter. */
    private final long head;

    private final long headBytes;
    private final long headLetters;
    /** The same of the last eight, where it is longer than that. */
    private final long tail;

    private final long tailLetters;

    CaseInsensitiveName(String name) {
        this.lowerCase = name.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
        this.length = lowerCase.length;
        int headLength = Math.min(length, Long.BYTES);
        this.head = word(lowerCase, 0, headLength);
        this.headBytes = headLength == Long.BYTES ? -1 : (1L << (Byte.SIZE * headLength)) - 1;
        this.headLetters = word(letters(lowerCase), 0, headLength);
        this.tail = word(lowerCase, length - headLength, headLength);
        this.tailLetters = word(letters(lowerCase), length - headLength, headLength);
    }

    private static byte[] letters(byte[] bytes) {
        byte[] letters = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            letters[i] = Grammar.isAlpha(bytes[i]) ? CASE_BIT : 0;
        }
        return letters;
    }

    private static long word(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[from + i] & 0xffL) << (Byte.SIZE * i);
        }
        return word;
    }

    int length() {
        return length;
    }

    /** Whether it stands there, which has as many bytes. */
    boolean isAt(byte[] b, int from) {
        if (length > TWO_WORDS || from + Long.BYTES > b.length) {
            return Grammar.sameIgnoringCase(b, from, lowerCase, length);
        }
        return (((long) LONG.get(b, from) | headLetters) & headBytes) == head
                && (length <= Long.BYTES || ((long) LONG.get(b, from + length - Long.BYTES) | tailLetters) == tail);
    }
}
