package io.countersign.command.account;

import java.util.Arrays;
import java.util.Optional;

/** What a key may do in its account. */
public enum ApiKeyRole {
    /** All of it. */
    ADMIN("admin"),
    /** GET only. */
    READ("read");

    private final String text;

    ApiKeyRole(String text) {
        this.text = text;
    }

    /** Its name in the API and in events. */
    public String text() {
        return text;
    }

    public static Optional<ApiKeyRole> parse(String text) {
        return Arrays.stream(values()).filter(role -> role.text.equals(text)).findFirst();
    }
}
