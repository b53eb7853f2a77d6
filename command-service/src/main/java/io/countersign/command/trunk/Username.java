package io.countersign.command.trunk;

import java.util.regex.Pattern;

/** 1 to 64 of letters, digits and {@code -_.!~*+}; compared case-sensitively; never changes. */
public record Username(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9\\-_.!~*+]{1,64}");

    public Username {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a username of " + text.length() + " characters (expected: " + expected() + ")");
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** For the message to a caller. */
    public static String expected() {
        return "1 to 64 of letters, digits and -_.!~*+";
    }
}
