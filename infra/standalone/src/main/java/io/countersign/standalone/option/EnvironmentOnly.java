package io.countersign.standalone.option;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The settings that have no option: checked here so that a wrong one stops the start, read by the services themselves. */
final class EnvironmentOnly {
    private static final String PREFIX = "COUNTERSIGN_";
    private static final int MIN_OPERATOR_KEY_CHARS = 32;
    private static final int MAX_REQUESTS_PER_SECOND = 1_000_000;

    private record Variable(String name, String meaning, Consumer<String> check) {}

    private static final List<Variable> VARIABLES = List.of(
            variable("OPERATOR_KEY", "the operator's key; made at the first start when unset", EnvironmentOnly::operatorKey),
            variable("MASTER_KEY_FILE", "keys that seal secrets; default <data>/master.keyset", text -> {}),
            variable("TOKEN_KEY_FILE", "keys of tokens and cursors; default <data>/token.keyset", text -> {}),
            variable("TRUSTED_PROXIES", "networks whose X-Forwarded-For services believe; default loopback", Values::cidrs),
            variable("NODE", "name of this node; default from the host's", text -> {}),
            later("LOCKOUT_FAILURES", "default 10", text -> Values.number(text, "a number")),
            later("LOCKOUT_USERNAMES", "default 20", text -> Values.number(text, "a number")),
            later("LOCKOUT_WINDOW", "default 60s", Values::duration),
            later("LOCKOUT_DURATION", "default 5m", Values::duration),
            later("LOCKOUT_MAX_DURATION", "default 1h", Values::duration),
            later("LOCKOUT_EXEMPT", "networks; default none", Values::cidrs),
            later("UNAUTHENTICATED_PER_SECOND", "default 20", text -> Values.number(text, "a number")),
            later("UNAUTHENTICATED_EXEMPT", "networks; default loopback", Values::cidrs),
            variable("API_REQUESTS_PER_SECOND", "of one key; default 200, burst twice that; 0 = off", EnvironmentOnly::requestRate));

    private EnvironmentOnly() {}

    /** Checks what is set; a key's value is never in the message. */
    static void check(Map<String, String> environment) {
        for (Variable variable : VARIABLES) {
            String value = environment.get(variable.name());
            if (value != null) {
                try {
                    variable.check().accept(value);
                } catch (IllegalArgumentException e) {
                    throw new InvalidOptionException(variable.name() + " is " + e.getMessage());
                }
            }
        }
    }

    /** One line a variable, for the help. */
    static List<String> help() {
        return VARIABLES.stream()
                .map(variable -> String.format("  %-39s %s", variable.name(), variable.meaning()))
                .toList();
    }

    private static Variable variable(String name, String meaning, Consumer<String> check) {
        return new Variable(PREFIX + name, meaning, check);
    }

    private static Variable later(String name, String meaning, Consumer<String> check) {
        return variable(name, meaning + " (checked; for a feature to come)", check);
    }

    private static void requestRate(String text) {
        String expected = "a number from 0 to " + MAX_REQUESTS_PER_SECOND;
        if (Values.number(text, expected) > MAX_REQUESTS_PER_SECOND) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
        }
    }

    private static void operatorKey(String text) {
        if (text.length() < MIN_OPERATOR_KEY_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(text.length() + " characters long or holds others than visible ASCII (expected: "
                    + MIN_OPERATOR_KEY_CHARS + " or more visible ASCII characters)");
        }
    }
}
