package io.countersign.command.account;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code key_} and 12 lower-case letters or digits. */
public record ApiKeyId(String text) {
    private static final Pattern FORM = Pattern.compile("key_[a-z0-9]{12}");

    public ApiKeyId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("API key id " + text + " (expected: key_ and 12 lower-case letters or digits)");
        }
    }

    /** The id in a path; empty when it can't be one. */
    public static Optional<ApiKeyId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ApiKeyId(text)) : Optional.empty();
    }
}
