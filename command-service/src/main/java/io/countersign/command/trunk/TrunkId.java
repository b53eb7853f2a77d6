package io.countersign.command.trunk;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code trunk_} and 12 lower-case letters or digits, so that it makes a DNS label. */
public record TrunkId(String text) {
    private static final Pattern FORM = Pattern.compile("trunk_[a-z0-9]{12}");

    public TrunkId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("trunk id " + text + " (expected: trunk_ and 12 lower-case letters or digits)");
        }
    }

    /** The id in a path; empty when it can't be one. */
    public static Optional<TrunkId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TrunkId(text)) : Optional.empty();
    }
}
