package io.countersign.command.secret;

/**
 * A password as a customer chose it: 8 to 128 printable ASCII characters. A secret: redacted in text, one door out.
 * Lives for the length of a request.
 */
public final class Password {
    private static final int MIN_CHARS = 8;
    private static final int MAX_CHARS = 128;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /** Takes a text; an {@link IllegalArgumentException} when it can't be one, whose message holds no part of it. */
    public static Password of(String text) {
        if (text.length() < MIN_CHARS || text.length() > MAX_CHARS || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("must be " + MIN_CHARS + " to " + MAX_CHARS + " printable ASCII characters");
        }
        return new Password(text);
    }

    /** The one door: for the hashes and the strength check. */
    String exportText() {
        return text;
    }

    @Override
    public String toString() {
        return "Password(redacted)";
    }
}
