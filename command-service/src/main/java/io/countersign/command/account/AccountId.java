package io.countersign.command.account;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code acc_} and 12 lower-case letters or digits. */
public record AccountId(String text) {
    private static final Pattern FORM = Pattern.compile("acc_[a-z0-9]{12}");

    public AccountId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("account id " + text + " (expected: acc_ and 12 lower-case letters or digits)");
        }
    }

    /** The id in a path; empty when it can't be one. */
    public static Optional<AccountId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new AccountId(text)) : Optional.empty();
    }
}
