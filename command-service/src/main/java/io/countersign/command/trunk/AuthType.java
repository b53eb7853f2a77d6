package io.countersign.command.trunk;

import java.util.Arrays;
import java.util.Optional;

/** How a trunk's traffic is let in. */
public enum AuthType {
    /** By a username and password. */
    CREDENTIAL("credential");

    private final String text;

    AuthType(String text) {
        this.text = text;
    }

    /** Its name in the API and in events. */
    public String text() {
        return text;
    }

    public static Optional<AuthType> parse(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }
}
