package io.countersign.standalone.key;

import java.security.SecureRandom;

/** New random keys as text. */
public final class RandomKey {
    private static final String OPERATOR_KEY_PREFIX = "csk_operator_";
    /** 43 of 62 characters: 256 bits. */
    private static final int CHARS = 43;

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private RandomKey() {}

    /** A key for the operator. */
    public static String operator() {
        return OPERATOR_KEY_PREFIX + base62();
    }

    /** A password that nobody types. */
    static String password() {
        return base62();
    }

    private static String base62() {
        return new SecureRandom()
                .ints(CHARS, 0, BASE62.length())
                .collect(StringBuilder::new, (text, i) -> text.append(BASE62.charAt(i)), StringBuilder::append)
                .toString();
    }
}
