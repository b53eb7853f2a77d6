package io.countersign.sip.lockout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestCalculator;

/**
 * What is tried from a source: a username of a trunk. All names that no credential can have are one, the empty name: so a key
 * on Kafka holds no byte of the attacker's choice but these.
 *
 * @param sipDomain in lower case
 * @param username 1 to 64 letters, digits and {@code -_.!~*+}; or empty
 */
public record Attempt(String sipDomain, String username) {
    private static final int MAX_USERNAME_CHARS = 64;
    private static final String PUNCTUATION = "-_.!~*+";

    /** Takes it from a request. */
    public static Attempt of(DigestCalculator.Slice domain, DigestCalculator.Slice username) {
        return new Attempt(text(domain), isPossible(username) ? text(username) : "");
    }

    /** Whether this is it; allocates nothing. */
    boolean is(DigestCalculator.Slice domain, DigestCalculator.Slice name) {
        return same(sipDomain, domain) && (isPossible(name) ? same(username, name) : username.isEmpty());
    }

    private static boolean isPossible(DigestCalculator.Slice username) {
        if (username.length() < 1 || username.length() > MAX_USERNAME_CHARS) {
            return false;
        }
        for (int i = 0; i < username.length(); i++) {
            int c = username.array()[username.offset() + i];
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(String text, DigestCalculator.Slice bytes) {
        if (text.length() != bytes.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != (char) bytes.array()[bytes.offset() + i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(DigestCalculator.Slice bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), US_ASCII);
    }
}
