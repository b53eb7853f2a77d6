package io.countersign.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * H(username ":" realm ":" password) for one algorithm (RFC 7616 section 3.4.2). It is as good as the password for
 * this realm, so it is a secret: redacted in text, copied out, compared in constant time.
 */
public final class Ha1 {
    private final DigestAlgorithm algorithm;
    private final byte[] hash;

    private Ha1(DigestAlgorithm algorithm, byte[] hash) {
        this.algorithm = algorithm;
        this.hash = hash;
    }

    /** Computes it from a password; the realm is the trunk's domain. */
    public static Ha1 of(DigestAlgorithm algorithm, String username, String realm, String password) {
        MessageDigest digest = algorithm.newMessageDigest();
        digest.update(username.getBytes(UTF_8));
        digest.update((byte) ':');
        digest.update(realm.getBytes(UTF_8));
        digest.update((byte) ':');
        digest.update(password.getBytes(UTF_8));
        return new Ha1(algorithm, digest.digest());
    }

    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** The one door by which the secret leaves: for sealing it and for loading it into a verifier. */
    public byte[] exportHash() {
        return hash.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ha1 that && algorithm == that.algorithm && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return algorithm.hashCode();
    }

    @Override
    public String toString() {
        return "Ha1(" + algorithm.token() + ", redacted)";
    }
}
