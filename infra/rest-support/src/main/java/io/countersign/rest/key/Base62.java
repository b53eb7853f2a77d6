package io.countersign.rest.key;

import java.security.SecureRandom;

/** Digits, upper and lower case letters: text without anything that a shell, a URL or a line break would take. */
final class Base62 {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String LOWER_CASE_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private Base62() {}

    /** That many independent random digits: 5.95 bits each. */
    static String random(SecureRandom random, int chars) {
        return draw(random, chars, DIGITS);
    }

    /** That many independent lower-case letters and decimal digits: 5.17 bits each. */
    static String lowerCase(SecureRandom random, int chars) {
        return draw(random, chars, LOWER_CASE_DIGITS);
    }

    /** A number, most significant digit first, with zeros before it. */
    static String fixed(long value, int chars) {
        char[] text = new char[chars];
        long rest = value;
        for (int i = chars - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(text);
    }

    private static String draw(SecureRandom random, int chars, String alphabet) {
        char[] text = new char[chars];
        for (int i = 0; i < chars; i++) {
            text[i] = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return new String(text);
    }
}
