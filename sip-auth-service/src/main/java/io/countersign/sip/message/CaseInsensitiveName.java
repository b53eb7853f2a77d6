package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;

/** A name of letters and other visible ASCII that is compared without regard to the letters' case, eight bytes at a time. */
final class CaseInsensitiveName {
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
        byte[] letters = letters(lowerCase);
        int tailFrom = Math.max(0, length - Long.BYTES);
        this.head = word(lowerCase, 0);
        this.headBytes = length >= Long.BYTES ? -1 : (1L << (Byte.SIZE * length)) - 1;
        this.headLetters = word(letters, 0);
        this.tail = word(lowerCase, tailFrom);
        this.tailLetters = word(letters, tailFrom);
    }

    private static byte[] letters(byte[] bytes) {
        byte[] letters = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            letters[i] = Grammar.isAlpha(bytes[i]) ? CASE_BIT : 0;
        }
        return letters;
    }

    /** With zeros behind the end. */
    private static long word(byte[] bytes, int from) {
        return ByteSearch.word(Arrays.copyOfRange(bytes, from, from + Long.BYTES), 0);
    }

    int length() {
        return length;
    }

    /** Whether it stands there, which has as many bytes. */
    boolean isAt(byte[] b, int from) {
        if (length > TWO_WORDS || from + Long.BYTES > b.length) {
            return Grammar.sameIgnoringCase(b, from, lowerCase, length);
        }
        return ((ByteSearch.word(b, from) | headLetters) & headBytes) == head
                && (length <= Long.BYTES || (ByteSearch.word(b, from + length - Long.BYTES) | tailLetters) == tail);
    }
}
