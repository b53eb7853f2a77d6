package io.countersign.command.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code cred_} and 12 lower-case letters or digits. */
public record CredentialId(String text) {
    private static final Pattern FORM = Pattern.compile("cred_[a-z0-9]{12}");

    public CredentialId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("credential id " + text + " (expected: cred_ and 12 lower-case letters or digits)");
        }
    }

    /** The id in a path; empty when it can't be one. */
    public static Optional<CredentialId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CredentialId(text)) : Optional.empty();
    }
}
