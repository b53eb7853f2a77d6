package io.countersign.sip.lockout;

import io.countersign.digest.DigestCalculator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The lock-outs of one source. Its list is replaced as a whole, by one thread at a time ({@link Lockouts} guards it); workers
 * read it as it is.
 */
final class LockedSource {
    private volatile Lockout[] lockouts = {};

    boolean isLockedOut(DigestCalculator.Slice domain, DigestCalculator.Slice username, long nowSecond) {
        for (Lockout lockout : lockouts) {
            if (lockout.isActive(nowSecond)
                    && (lockout.attempt().isEmpty() || lockout.attempt().get().is(domain, username))) {
                return true;
            }
        }
        return false;
    }

    List<Lockout> list() {
        return List.of(lockouts);
    }

    boolean isEmpty() {
        return lockouts.length == 0;
    }

    /** When the last of them is over; 0 when there is none. */
    long lastUntilSecond() {
        return Arrays.stream(lockouts).mapToLong(Lockout::untilSecond).max().orElse(0);
    }

    Optional<Lockout> find(String key) {
        return Arrays.stream(lockouts).filter(lockout -> lockout.key().equals(key)).findFirst();
    }

    void add(Lockout lockout) {
        Lockout[] more = Arrays.copyOf(lockouts, lockouts.length + 1);
        more[more.length - 1] = lockout;
        lockouts = more;
    }

    /** In one step: at no time is what both lock out let through. */
    void replace(Lockout former, Lockout lockout) {
        lockouts = Arrays.stream(lockouts).map(other -> other.equals(former) ? lockout : other).toArray(Lockout[]::new);
    }

    void remove(Lockout lockout) {
        lockouts = Arrays.stream(lockouts).filter(other -> !other.equals(lockout)).toArray(Lockout[]::new);
    }

    /** The one that is, or was, over first. */
    Lockout endingFirst() {
        return Arrays.stream(lockouts).min(Comparator.comparingLong(Lockout::untilSecond)).orElseThrow();
    }
}
