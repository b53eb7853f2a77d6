package io.countersign.command.execution;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many commands may be inside at a time, and how many of them may work on PostgreSQL. Used by all command threads.
 *
 * <p>A command is admitted, takes its aggregate's lock, and only then takes a permit: commands that wait for one busy
 * aggregate hold no permit, so they delay no other aggregate's.
 */
final class AdmissionControl {
    private final int maxInside;
    private final AtomicInteger inside = new AtomicInteger();
    private final Semaphore permits;

    /**
     * @param working commands that have a connection at a time
     * @param queued commands that may wait besides
     */
    AdmissionControl(int working, int queued) {
        this.maxInside = working + queued;
        this.permits = new Semaphore(working, true);
    }

    /** Whether there was room; if so, {@link #leave} must follow. */
    boolean enter() {
        if (inside.incrementAndGet() > maxInside) {
            inside.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** Whether a permit came in time; if so, {@link #release} must follow. */
    boolean acquire(Duration timeout) throws InterruptedException {
        return permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    void release() {
        permits.release();
    }

    int inside() {
        return inside.get();
    }
}
