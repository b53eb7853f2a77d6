package io.countersign.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The {@code response} of one algorithm with {@code qop=auth} (RFC 7616 section 3.4.1), computed without allocation so
 * that it can run once per packet. Owned by one thread: every worker has its own.
 */
public final class DigestCalculator {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] QOP_AUTH = ":auth:".getBytes(US_ASCII);
    private static final int KEPT_A2_BYTES = 256;

    private final MessageDigest digest;
    private final byte[] hash;
    private final byte[] ha1Hex;
    private final byte[] ha2Hex;
    /** What {@link #ha2Hex} is of, if it had room here: the phones of a trunk all say the same, and it is no secret. */
    private final byte[] keptA2 = new byte[KEPT_A2_BYTES];

    private int keptA2Bytes;

    public DigestCalculator(DigestAlgorithm algorithm) {
        this.digest = algorithm.newMessageDigest();
        this.hash = new byte[algorithm.hashBytes()];
        this.ha1Hex = new byte[algorithm.hashBytes() * 2];
        this.ha2Hex = new byte[algorithm.hashBytes() * 2];
    }

    /** Length of {@link #response} in hexadecimal digits. */
    public int responseChars() {
        return ha1Hex.length;
    }

    /**
     * KD(H(A1), nonce ":" nc ":" cnonce ":" "auth" ":" H(A2)), A2 = method ":" uri (RFC 7616 sections 3.4.1 and 3.4.3).
     *
     * @param ha1 raw hash, {@link DigestAlgorithm#hashBytes()} long
     * @param responseHex receives {@link #responseChars()} lower-case hexadecimal digits
     */
    public void response(
            byte[] ha1, Slice method, Slice uri, Slice nonce, Slice nonceCount, Slice cnonce, byte[] responseHex) {
        toHex(ha1, ha1Hex);

        if (!isKept(method, uri)) {
            update(method);
            digest.update((byte) ':');
            update(uri);
            finish();
            toHex(hash, ha2Hex);
            keep(method, uri);
        }

        digest.update(ha1Hex);
        digest.update((byte) ':');
        update(nonce);
        digest.update((byte) ':');
        update(nonceCount);
        digest.update((byte) ':');
        update(cnonce);
        digest.update(QOP_AUTH);
        digest.update(ha2Hex);
        finish();
        toHex(hash, responseHex);
    }

    private boolean isKept(Slice method, Slice uri) {
        int uriFrom = method.length() + 1;
        return keptA2Bytes == uriFrom + uri.length()
                && keptA2[method.length()] == ':'
                && isSame(keptA2, 0, method)
                && isSame(keptA2, uriFrom, uri);
    }

    private static boolean isSame(byte[] bytes, int from, Slice slice) {
        return Arrays.equals(bytes, from, from + slice.length(), slice.array(), slice.offset(), slice.offset() + slice.length());
    }

    private void keep(Slice method, Slice uri) {
        int uriFrom = method.length() + 1;
        keptA2Bytes = 0;
        if (uri.length() <= KEPT_A2_BYTES - uriFrom) {
            System.arraycopy(method.array(), method.offset(), keptA2, 0, method.length());
            keptA2[method.length()] = ':';
            System.arraycopy(uri.array(), uri.offset(), keptA2, uriFrom, uri.length());
            keptA2Bytes = uriFrom + uri.length();
        }
    }

    private void update(Slice slice) {
        digest.update(slice.array(), slice.offset(), slice.length());
    }

    private void finish() {
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("the hash has " + hash.length + " bytes (expected: the algorithm's length)", e);
        }
    }

    private static void toHex(byte[] bytes, byte[] hex) {
        for (int i = 0; i < bytes.length; i++) {
            hex[2 * i] = HEX[(bytes[i] >> 4) & 0x0f];
            hex[2 * i + 1] = HEX[bytes[i] & 0x0f];
        }
    }

    /** A part of a message: the array it lies in, where it starts and how many bytes it has. */
    public interface Slice {
        byte[] array();

        int offset();

        int length();
    }
}
