package io.countersign.rest.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** The operator's key, from configuration. A secret: only its hash is held, and no text leaves it. */
public final class OperatorKey {
    /** Fewer characters can be guessed. */
    private static final int MIN_CHARS = 32;

    private final byte[] hash;

    private OperatorKey(byte[] hash) {
        this.hash = hash;
    }

    /**
     * The key in a configured text.
     *
     * @throws IllegalArgumentException when it is too short or holds other than visible ASCII; the message holds no part of it
     */
    public static OperatorKey of(String text) {
        if (text.length() < MIN_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("countersign.operator-key (COUNTERSIGN_OPERATOR_KEY) has " + text.length()
                    + " characters or others than visible ASCII (expected: " + MIN_CHARS + " or more visible ASCII characters)");
        }
        return new OperatorKey(ApiKey.sha256(text.getBytes(UTF_8)));
    }

    /** Whether a text is this key; takes the same time for each text of one length. */
    public boolean matches(String text) {
        return MessageDigest.isEqual(hash, ApiKey.sha256(text.getBytes(UTF_8)));
    }

    @Override
    public String toString() {
        return "OperatorKey(redacted)";
    }
}
