package io.countersign.command.trunk;

/** A free text about a credential: at most 255 characters, no control characters. */
public record Description(String text) {
    public static final int MAX_CHARS = 255;

    public Description {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a description of " + text.length() + " characters (expected: " + expected() + ")");
        }
    }

    public static boolean isValid(String text) {
        return text.codePointCount(0, text.length()) <= MAX_CHARS
                && text.codePoints().noneMatch(codePoint -> Character.isISOControl(codePoint)
                        || Character.getType(codePoint) == Character.SURROGATE);
    }

    /** For the message to a caller. */
    public static String expected() {
        return "at most " + MAX_CHARS + " characters, no control characters";
    }
}
