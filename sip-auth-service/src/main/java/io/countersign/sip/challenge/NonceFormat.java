package io.countersign.sip.challenge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of a nonce (sip.md): 39 bytes, written as 52 characters of base64url.
 *
 * <pre>
 *  0  version          1
 *  1  key id           2   the key's epoch day, its low 16 bits
 *  3  time             4   epoch second of issue, unsigned
 *  7  incarnation      4   of the issuing node's process
 * 11  randomness       8
 * 19  source tag       4   keyed tag of the source's prefix
 * 23  MAC             16   SipHash-2-4-128 over bytes 0–22 and the realm
 * </pre>
 */
final class NonceFormat {
    static final byte VERSION = 1;
    static final int KEY_ID_AT = 1;
    static final int TIME_AT = 3;
    static final int INCARNATION_AT = 7;
    static final int RANDOMNESS_AT = 11;
    static final int SOURCE_TAG_AT = 19;
    static final int MAC_AT = 23;
    static final int MAC_SECOND_HALF_AT = MAC_AT + Long.BYTES;
    static final int MAC_BYTES = 16;
    static final int BYTES = MAC_AT + MAC_BYTES;
    static final int CHARS = BYTES / 3 * 4;

    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] ALPHABET = alphabet();
    private static final byte[] VALUES = values();

    private NonceFormat() {}

    /** Writes {@link #CHARS} characters. */
    static void encode(byte[] nonce, byte[] out, int offset) {
        int to = offset;
        for (int i = 0; i < BYTES; i += 3) {
            int group = (nonce[i] & 0xff) << 16 | (nonce[i + 1] & 0xff) << 8 | (nonce[i + 2] & 0xff);
            out[to++] = ALPHABET[group >> 18];
            out[to++] = ALPHABET[(group >> 12) & 0x3f];
            out[to++] = ALPHABET[(group >> 6) & 0x3f];
            out[to++] = ALPHABET[group & 0x3f];
        }
    }

    /** Whether the text has the form of a nonce; {@code nonce} holds its bytes then. */
    static boolean decode(byte[] text, int offset, int length, byte[] nonce) {
        if (length != CHARS) {
            return false;
        }
        int from = offset;
        int invalid = 0;
        for (int i = 0; i < BYTES; i += 3) {
            int a = VALUES[text[from++] & 0xff];
            int b = VALUES[text[from++] & 0xff];
            int c = VALUES[text[from++] & 0xff];
            int d = VALUES[text[from++] & 0xff];
            invalid |= a | b | c | d;
            int group = a << 18 | b << 12 | c << 6 | d;
            nonce[i] = (byte) (group >> 16);
            nonce[i + 1] = (byte) (group >> 8);
            nonce[i + 2] = (byte) group;
        }
        return invalid >= 0 && nonce[0] == VERSION;
    }

    private static byte[] alphabet() {
        byte[] alphabet = new byte[64];
        for (int i = 0; i < 26; i++) {
            alphabet[i] = (byte) ('A' + i);
            alphabet[26 + i] = (byte) ('a' + i);
        }
        for (int i = 0; i < 10; i++) {
            alphabet[52 + i] = (byte) ('0' + i);
        }
        alphabet[62] = '-';
        alphabet[63] = '_';
        return alphabet;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (byte i = 0; i < 64; i++) {
            values[ALPHABET[i]] = i;
        }
        return values;
    }
}
