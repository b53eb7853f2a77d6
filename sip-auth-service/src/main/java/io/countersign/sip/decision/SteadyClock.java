package io.countersign.sip.decision;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that nonces, replays, repeats and bindings live by: the wall clock's when this was made, and what has elapsed
 * since. Nobody can set it: a wall clock that is set back must not make every nonce look as if it came from the future, nor
 * one that is set forward end every binding. Safe for use by several threads.
 */
public final class SteadyClock {
    private final InstantSource wall;
    private final LongSupplier elapsedNanos;
    private final long startedAtMillis;
    private final long startedAtNanos;

    /** @param elapsedNanos never goes back; its origin doesn't matter */
    public SteadyClock(InstantSource wall, LongSupplier elapsedNanos) {
        this.wall = wall;
        this.elapsedNanos = elapsedNanos;
        this.startedAtMillis = wall.millis();
        this.startedAtNanos = elapsedNanos.getAsLong();
    }

    /** The machine's. */
    public static SteadyClock system() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    /** Seconds since the epoch, unless the wall clock was wrong at the start or set since. */
    public long second() {
        return millis() / 1_000;
    }

    /** The same in milliseconds. */
    public long millis() {
        return startedAtMillis + TimeUnit.NANOSECONDS.toMillis(elapsedNanos.getAsLong() - startedAtNanos);
    }

    /** For people to read. */
    public Instant wallTime() {
        return wall.instant();
    }
}
