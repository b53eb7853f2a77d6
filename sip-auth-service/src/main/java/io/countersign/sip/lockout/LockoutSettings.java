package io.countersign.sip.lockout;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * When a lock-out begins and how long it lasts.
 *
 * @param failures of a (trunk, username, source) within the window that lock it out
 * @param usernames of a source that failed within the window, and lock the source out
 * @param duration of the first lock-out; each further one within a day after the last lasts twice as long
 * @param maxDuration no lock-out lasts longer
 * @param exempt says of an address of 4 or 16 bytes whether it is never counted and never locked out; allocates nothing
 */
public record LockoutSettings(
        int failures, int usernames, Duration window, Duration duration, Duration maxDuration, Predicate<byte[]> exempt) {
    /** Bounds the memory of what is counted: 4 bytes a failure, 8 bytes a username. */
    public static final int MAX_COUNTED = 1_000;

    /** With the day that it is remembered, as long as its record lasts on Kafka. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** For how long after its end a lock-out makes the next one longer. */
    public static final Duration REMEMBERED = Duration.ofDays(1);

    public LockoutSettings {
        number(failures, "countersign.lockout.failures");
        number(usernames, "countersign.lockout.usernames");
        time(window, "countersign.lockout.window");
        time(duration, "countersign.lockout.duration");
        time(maxDuration, "countersign.lockout.max-duration");
        if (maxDuration.compareTo(duration) < 0) {
            throw new IllegalArgumentException("countersign.lockout.max-duration is " + maxDuration
                    + " (expected: not less than countersign.lockout.duration, " + duration + ")");
        }
    }

    /** How long the lock-out of that round lasts: 1 is the first. */
    Duration durationOf(int round) {
        Duration longer = duration;
        for (int i = 1; i < round && longer.compareTo(maxDuration) < 0; i++) {
            longer = longer.multipliedBy(2);
        }
        return longer.compareTo(maxDuration) < 0 ? longer : maxDuration;
    }

    private static void number(int value, String name) {
        if (value < 1 || value > MAX_COUNTED) {
            throw new IllegalArgumentException(name + " is " + value + " (expected: 1 to " + MAX_COUNTED + ")");
        }
    }

    private static void time(Duration value, String name) {
        if (value.toSeconds() < 1 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + " (expected: PT1S to " + LONGEST + ")");
        }
    }
}
