package io.countersign.sip.challenge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with a 128-bit result (Aumasson and Bernstein, "SipHash: a fast short-input PRF"): for hash tables and
 * tags over input that an attacker chooses. Streaming and without allocation. Owned by one thread.
 */
public final class KeyedHash {
    /** Length of a key. */
    public static final int KEY_BYTES = 16;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long pending;
    private long length;
    private long first;
    private long second;

    /** @param key {@link #KEY_BYTES} bytes; not kept */
    public KeyedHash(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes (expected: " + KEY_BYTES + ")");
        }
        this.k0 = (long) LONG.get(key, 0);
        this.k1 = (long) LONG.get(key, Long.BYTES);
        begin();
    }

    /** Forgets what was hashed before. */
    public KeyedHash begin() {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee; // 0xee: the 128-bit variant
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
        pending = 0;
        length = 0;
        return this;
    }

    /** Adds a part of an array. */
    public KeyedHash update(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            update((long) LONG.get(bytes, at));
        }
        while (at < end) {
            update(bytes[at++]);
        }
        return this;
    }

    /** Adds one byte. */
    public KeyedHash update(byte value) {
        pending |= (value & 0xffL) << ((length & 7) << 3);
        length++;
        if ((length & 7) == 0) {
            compress(pending);
            pending = 0;
        }
        return this;
    }

    /** Adds eight bytes. */
    public KeyedHash update(long value) {
        int bits = (int) (length & 7) << 3;
        compress(pending | (value << bits));
        pending = bits == 0 ? 0 : value >>> (Long.SIZE - bits);
        length += Long.BYTES;
        return this;
    }

    /** Ends the input; {@link #first} and {@link #second} are the result then. */
    public KeyedHash finish() {
        compress(pending | (length << 56));
        v2 ^= 0xee;
        round();
        round();
        round();
        round();
        first = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        round();
        round();
        round();
        round();
        second = v0 ^ v1 ^ v2 ^ v3;
        return this;
    }

    /** The first 64 bits of the result. */
    public long first() {
        return first;
    }

    /** The second 64 bits of the result. */
    public long second() {
        return second;
    }

    @Override
    public String toString() {
        return "KeyedHash(redacted)";
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
