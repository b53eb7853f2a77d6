package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestCalculator;

/**
 * A part of a message: a view that its owner moves, so what it shows is gone when the next message is parsed. Take a
 * {@link #text} or {@link #toBytes} of what must live longer. Nothing present is told apart from present and empty.
 */
public final class Slice implements DigestCalculator.Slice {
    private static final byte[] NOTHING = new byte[0];
    private static final int ABSENT = -1;

    private byte[] array = NOTHING;
    private int offset;
    private int length = ABSENT;

    Slice() {}

    /** A slice over all of these bytes, for constants and tests. */
    public static Slice of(byte[] bytes) {
        Slice slice = new Slice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    /** A reference that is the same again isn't written: with G1, one from an old object to another costs a memory fence. */
    @SuppressWarnings("ReferenceEquality")
    void set(byte[] bytes, int from, int to) {
        if (array != bytes) {
            array = bytes;
        }
        offset = from;
        length = to - from;
    }

    void clear() {
        offset = 0;
        length = ABSENT;
    }

    @Override
    public byte[] array() {
        return array;
    }

    @Override
    public int offset() {
        return offset;
    }

    /** Bytes; 0 when absent. */
    @Override
    public int length() {
        return Math.max(length, 0);
    }

    /** Where it ends, exclusive. */
    public int end() {
        return offset + length();
    }

    public boolean isPresent() {
        return length != ABSENT;
    }

    /** Absent or without a byte. */
    public boolean isEmpty() {
        return length <= 0;
    }

    public byte byteAt(int index) {
        return array[offset + index];
    }

    /** Same bytes. */
    public boolean contentEquals(byte[] bytes) {
        return length == bytes.length && Grammar.same(array, offset, bytes, 0, bytes.length);
    }

    /** Same bytes; two absent slices are not the same. */
    public boolean contentEquals(Slice other) {
        return length == other.length && length != ABSENT && Grammar.same(array, offset, other.array, other.offset, length);
    }

    /** Same bytes but for the case of ASCII letters. */
    public boolean equalsIgnoreCase(byte[] lowerCase) {
        return length == lowerCase.length && Grammar.sameIgnoringCase(array, offset, lowerCase, length);
    }

    /** Ends with these bytes, whatever the case of ASCII letters. */
    public boolean endsWithIgnoreCase(byte[] lowerCase) {
        return length >= lowerCase.length
                && Grammar.sameIgnoringCase(array, offset + length - lowerCase.length, lowerCase, lowerCase.length);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        byte[] copy = new byte[length()];
        System.arraycopy(array, offset, copy, 0, copy.length);
        return copy;
    }

    /** The bytes in that array, when it has their number, else in a new one. */
    public byte[] copyInto(byte[] former) {
        if (former.length != length()) {
            return toBytes();
        }
        System.arraycopy(array, offset, former, 0, former.length);
        return former;
    }

    /** As UTF-8, broken sequences replaced; empty when absent. Allocates: for events and logs, not for each packet. */
    public String text() {
        return new String(array, offset, length(), UTF_8);
    }

    /** As {@link #text()}, at most so many bytes of it. */
    public String text(int maxBytes) {
        return new String(array, offset, Math.min(length(), maxBytes), UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
