package io.countersign.sip.lockout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The id of a lock-out in the API: the same on every node, made of what is locked out. */
final class LockoutId {
    private static final String PREFIX = "lock_";
    private static final int CHARS = 16;
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

    private LockoutId() {}

    /** @param key of the record on Kafka */
    static String of(String key) {
        byte[] hash = sha256(key);
        StringBuilder id = new StringBuilder(PREFIX);
        for (int i = 0; i < CHARS; i++) {
            id.append(DIGITS.charAt(hash[i] & DIGITS.length() - 1));
        }
        return id.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
