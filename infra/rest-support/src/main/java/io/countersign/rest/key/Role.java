package io.countersign.rest.key;

import java.util.Locale;
import java.util.Optional;

/** What a key may do: the operator everything, {@code admin} everything in its account, {@code read} only reading there. */
public enum Role {
    OPERATOR,
    ADMIN,
    READ;

    /** As in API, events and rows: {@code operator}, {@code admin}, {@code read}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of an account's key, {@code admin} or {@code read}; nothing for any other text. */
    public static Optional<Role> ofAccountKey(String text) {
        return switch (text) {
            case "admin" -> Optional.of(ADMIN);
            case "read" -> Optional.of(READ);
            default -> Optional.empty();
        };
    }
}
