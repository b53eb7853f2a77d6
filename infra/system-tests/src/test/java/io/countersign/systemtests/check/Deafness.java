package io.countersign.systemtests.check;

import java.time.Duration;

/** A time in which Kafka was away from an instance, and what that then needs to catch up; {@link System#nanoTime}. */
public record Deafness(long beganNanos, long endedNanos) {
    /** An instance that hears all the time knows a change by then. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(1);

    /** Where it can't be told when somebody was deaf. */
    public static Deafness always() {
        return new Deafness(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    boolean excuses(KeyTry attempt) {
        return beganNanos <= attempt.answeredNanos() && attempt.sentNanos() - KNOWN_WITHIN.toNanos() <= endedNanos;
    }
}
