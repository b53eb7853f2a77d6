package io.countersign.query.summary;

/** Where counts are in the store: below their scope (a trunk, an account, or everyone) by kind and time, the oldest first. */
final class CountKey {
    /** The scope of everything a partition holds, unknown trunks too. */
    static final String EVERYONE = "*";

    private static final char SEPARATOR = '\0';
    private static final String INCARNATIONS = SEPARATOR + "i";

    private CountKey() {}

    /** Of counts by reason. */
    static String reasons(String scope, Step step, long second) {
        return scope + SEPARATOR + step.letter() + time(second);
    }

    /** Of counts by name. */
    static String names(String scope, Step step, long second) {
        return scope + SEPARATOR + Character.toUpperCase(step.letter()) + time(second);
    }

    /** The second at the end of a key. */
    static long second(String key) {
        return Long.parseLong(key, key.length() - Long.BYTES * 2, key.length(), 16);
    }

    /** What comes before the time: scope and kind. */
    static String prefix(String key) {
        return key.substring(0, key.indexOf(SEPARATOR) + 2);
    }

    /** The last key below a prefix that is older than a second. */
    static String lastBefore(String prefix, long second) {
        return prefix + time(second - 1);
    }

    static String incarnation(String node, String incarnation) {
        return INCARNATIONS + node + SEPARATOR + incarnation;
    }

    static String firstIncarnation() {
        return INCARNATIONS;
    }

    static String lastIncarnation() {
        return after(INCARNATIONS);
    }

    /** Sorts after everything that begins so. */
    static String after(String prefix) {
        return prefix + '\uffff';
    }

    private static String time(long second) {
        return "%016x".formatted(second);
    }
}
