package io.countersign.sip.account;

import io.countersign.digest.DigestAlgorithm;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * One version of a password as it is needed here: its HA1 for each algorithm, for the trunk's realm. As good as the
 * password, so it is a secret: redacted in text, copied in.
 */
public final class Secret {
    /** MD5 HA1 | SHA-256 HA1 | SHA-512-256 HA1. */
    static final int BYTES = 16 + 32 + 32;

    private final byte[] md5;
    private final byte[] sha256;
    private final byte[] sha512256;

    private Secret(byte[] opened) {
        md5 = Arrays.copyOfRange(opened, 0, 16);
        sha256 = Arrays.copyOfRange(opened, 16, 48);
        sha512256 = Arrays.copyOfRange(opened, 48, BYTES);
    }

    /**
     * Takes an opened secret.
     *
     * @throws IllegalArgumentException when it hasn't {@value #BYTES} bytes
     */
    static Secret of(byte[] opened) {
        if (opened.length != BYTES) {
            throw new IllegalArgumentException("a secret of " + opened.length + " bytes (expected: " + BYTES + ")");
        }
        return new Secret(opened);
    }

    /** A secret that nobody knows: what unknown users are compared with, at the same cost. */
    static Secret nobodys() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new Secret(random);
    }

    /** The one door by which the secret leaves: for computing a response. Not a copy, because it is used per packet. */
    public byte[] exposeHa1(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> md5;
            case SHA_256 -> sha256;
            case SHA_512_256 -> sha512256;
        };
    }

    @Override
    public String toString() {
        return "Secret(redacted)";
    }
}
