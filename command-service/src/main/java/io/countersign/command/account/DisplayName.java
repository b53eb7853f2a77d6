package io.countersign.command.account;

/** What people call an account, a key or a trunk: 1 to 64 characters, no control characters. */
public record DisplayName(String text) {
    public static final int MAX_CHARS = 64;

    public DisplayName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a name of " + text.length() + " characters (expected: " + expected() + ")");
        }
    }

    public static boolean isValid(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_CHARS
                && text.codePoints().noneMatch(DisplayName::isForbidden);
    }

    /** For the message to a caller. */
    public static String expected() {
        return "1 to " + MAX_CHARS + " characters, not only spaces, no control characters";
    }

    private static boolean isForbidden(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
