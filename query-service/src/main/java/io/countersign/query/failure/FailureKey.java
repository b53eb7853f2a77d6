package io.countersign.query.failure;

import io.countersign.schemas.failure.AuthFailed;
import java.time.Instant;

/**
 * Where a failure is in a store: below its scope (a trunk, an account, or everyone), the newest first. Delivered again, a
 * failure has the same key.
 */
final class FailureKey {
    /** The scope of everything a partition holds, unknown trunks too. */
    static final String EVERYONE = "*";

    private static final char SEPARATOR = '\0';
    private static final int TIME_DIGITS = 16;

    private FailureKey() {}

    static String of(String scope, AuthFailed failure) {
        return scope + SEPARATOR + place(failure);
    }

    /** The order within a scope: time, newest first, then id. */
    static String place(AuthFailed failure) {
        return newestFirst(failure.getAt()) + failure.getId();
    }

    /** Sorts before every failure of that time or older, and after every newer one. */
    static String from(String scope, Instant newest) {
        return scope + SEPARATOR + newestFirst(newest);
    }

    /** Sorts after every failure of that time or newer, and before every older one. */
    static String to(String scope, Instant oldest) {
        return scope + SEPARATOR + newestFirst(oldest) + '\uffff';
    }

    /** Sorts directly after a place. */
    static String after(String scope, String place) {
        return scope + SEPARATOR + place + SEPARATOR;
    }

    /** Sorts before everything of the scope. */
    static String begin(String scope) {
        return scope + SEPARATOR;
    }

    /** Sorts after everything of the scope. */
    static String end(String scope) {
        return scope + (char) (SEPARATOR + 1);
    }

    static String scope(String key) {
        return key.substring(0, key.indexOf(SEPARATOR));
    }

    static Instant time(String key) {
        int start = key.indexOf(SEPARATOR) + 1;
        return Instant.ofEpochMilli(Long.MAX_VALUE - Long.parseLong(key, start, start + TIME_DIGITS, 16));
    }

    private static String newestFirst(Instant at) {
        return "%016x".formatted(Long.MAX_VALUE - at.toEpochMilli());
    }
}
