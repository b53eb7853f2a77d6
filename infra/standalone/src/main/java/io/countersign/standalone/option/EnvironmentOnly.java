package io.countersign.standalone.option;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The settings that have no option: checked here so that a wrong one stops the start, read by the services themselves. */
final class EnvironmentOnly {
    private static final String PREFIX = "COUNTERSIGN_";
    private static final int MIN_OPERATOR_KEY_CHARS = 32;
    private static final int MAX_REQUESTS_PER_SECOND = 1_000_000;
    private static final int MAX_COUNTED = 1_000;
    private static final int LEAST_IPV4_PREFIX_BITS = 16;
    private static final int IPV4_BITS = 32;
    private static final int LEAST_IPV6_PREFIX_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int MIN_WINDOW_NONCES = 16;
    private static final int MAX_WINDOW_NONCES = 1 << 24;
    private static final int MAX_ANSWERS_PER_SECOND = 100_000;
    private static final int MAX_CONNECTIONS = 1_000_000;
    private static final int MAX_MEBIBYTES = 1 << 20;
    private static final Duration LEAST_LOCKOUT_TIME = Duration.ofSeconds(1);
    private static final Duration MOST_LOCKOUT_TIME = Duration.ofDays(1);

    private record Variable(String name, String meaning, Consumer<String> check) {}

    private static final List<Variable> VARIABLES = List.of(
            variable("OPERATOR_KEY", "the operator's key; made at the first start when unset", EnvironmentOnly::operatorKey),
            variable("MASTER_KEY_FILE", "keys that seal secrets; default <data>/master.keyset", text -> {}),
            variable("TOKEN_KEY_FILE", "keys of tokens and cursors; default <data>/token.keyset", text -> {}),
            variable("TLS_CERTIFICATE_FILE", "chain for SIP over TLS, in PEM; default self-signed in <data>/tls", text -> {}),
            variable("TLS_KEY_FILE", "its private key, in PEM", text -> {}),
            variable("TLS_DOMAIN_DIR", "<domain>.crt and <domain>.key for further names; default none", text -> {}),
            variable("TLS_CLIENT_AUTH", "clients' certificates: none, optional or required; default none", EnvironmentOnly::clientAuth),
            variable("TLS_CLIENT_CA_FILE", "who may sign clients' certificates, in PEM", text -> {}),
            variable("TRUSTED_PROXIES", "networks whose X-Forwarded-For services believe; default loopback", Values::cidrs),
            variable("NODE", "name of this node; default from the host's", text -> {}),
            variable("NONCE_IPV4_PREFIX_BITS", "of a source that a nonce is for; default 32", text -> Values.between(text, LEAST_IPV4_PREFIX_BITS, IPV4_BITS)),
            variable("NONCE_IPV6_PREFIX_BITS", "of a source that a nonce is for; default 64", text -> Values.between(text, LEAST_IPV6_PREFIX_BITS, IPV6_BITS)),
            variable("NONCE_WINDOW_NONCES", "used ones that are remembered; default 1048576", text -> Values.between(text, MIN_WINDOW_NONCES, MAX_WINDOW_NONCES)),
            variable("LOCKOUT_FAILURES", "of a username from a source; default 10", text -> Values.between(text, 1, MAX_COUNTED)),
            variable("LOCKOUT_USERNAMES", "that fail from a source; default 20", text -> Values.between(text, 1, MAX_COUNTED)),
            variable("LOCKOUT_WINDOW", "in which they fail; default 60s", EnvironmentOnly::lockoutTime),
            variable("LOCKOUT_DURATION", "of the first lock-out; default 5m", EnvironmentOnly::lockoutTime),
            variable("LOCKOUT_MAX_DURATION", "of the longest; default 1h", EnvironmentOnly::lockoutTime),
            variable("LOCKOUT_EXEMPT", "networks that are never locked out; default none", Values::cidrs),
            variable("UNAUTHENTICATED_PER_SECOND", "answers to a source; default 20", text -> Values.between(text, 1, MAX_ANSWERS_PER_SECOND)),
            variable("UNAUTHENTICATED_EXEMPT", "networks that are always answered; default loopback", Values::cidrs),
            variable("UNAUTHENTICATED_CONNECTIONS", "over TCP and TLS, of all sources; default 4096", text -> Values.between(text, 1, MAX_CONNECTIONS)),
            variable("UNAUTHENTICATED_MEBIBYTES", "kept for these connections; default 64", text -> Values.between(text, 1, MAX_MEBIBYTES)),
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

    private static void requestRate(String text) {
        Values.between(text, 0, MAX_REQUESTS_PER_SECOND);
    }

    private static void lockoutTime(String text) {
        Duration time = Values.duration(text);
        if (time.compareTo(LEAST_LOCKOUT_TIME) < 0 || time.compareTo(MOST_LOCKOUT_TIME) > 0) {
            throw new IllegalArgumentException("'" + text + "' (expected: 1s to 24h)");
        }
    }

    private static void clientAuth(String text) {
        if (!List.of("none", "optional", "required").contains(text)) {
            throw new IllegalArgumentException("'" + text + "' (expected: none, optional or required)");
        }
    }

    private static void operatorKey(String text) {
        if (text.length() < MIN_OPERATOR_KEY_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(text.length() + " characters long or holds others than visible ASCII (expected: "
                    + MIN_OPERATOR_KEY_CHARS + " or more visible ASCII characters)");
        }
    }
}
