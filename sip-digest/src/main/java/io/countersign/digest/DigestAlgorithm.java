package io.countersign.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The hash algorithms of the digest scheme for SIP, with their names on the wire (RFC 8760 section 2, RFC 7616 section 6.1). */
public enum DigestAlgorithm {
    MD5("MD5", "MD5", 16),
    SHA_256("SHA-256", "SHA-256", 32),
    /** The true SHA-512/256 of FIPS 180-4; the userhash printed in RFC 7616 is a truncated SHA-512 and is not this. */
    SHA_512_256("SHA-512-256", "SHA-512/256", 32);

    private final String token;
    private final String messageDigestName;
    private final int hashBytes;

    DigestAlgorithm(String token, String messageDigestName, int hashBytes) {
        this.token = token;
        this.messageDigestName = messageDigestName;
        this.hashBytes = hashBytes;
    }

    /** The value of the {@code algorithm} parameter. */
    public String token() {
        return token;
    }

    /** Length of the hash in bytes; its text form is twice as many hexadecimal digits. */
    public int hashBytes() {
        return hashBytes;
    }

    /** A fresh digest; not shared between threads by its own contract. */
    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(messageDigestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + messageDigestName + " (expected: every Java platform has it)", e);
        }
    }

    /** The algorithm with that token, compared without case (RFC 7616 section 3.3 leaves it a token). */
    public static Optional<DigestAlgorithm> ofToken(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
