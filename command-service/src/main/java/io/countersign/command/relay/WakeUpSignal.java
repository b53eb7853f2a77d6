package io.countersign.command.relay;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bell: rung by any thread, waited for by one. Rung twice while nobody waits is heard once. */
final class WakeUpSignal {
    private final Semaphore rung = new Semaphore(0);

    void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /** Returns when it is rung (also before the call), or after the time-out; whether it was. */
    boolean await(Duration timeout) throws InterruptedException {
        boolean heard = rung.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (heard) {
            rung.drainPermits();
        }
        return heard;
    }
}
