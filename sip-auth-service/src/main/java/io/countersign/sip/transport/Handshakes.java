package io.countersign.sip.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * TLS handshakes of a transport: how they ended, and how many may be under way. Each of them holds some 50 KB once its ClientHello is there,
 * so that all together hold at most {@value #MOST_UNDER_WAY} times as much. Counted by event loops, read by metrics.
 */
public final class Handshakes {
    static final int MOST_UNDER_WAY = 2_048;

    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    /** Counts one more, unless there are enough of them. */
    boolean begin() {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    void completed() {
        underWay.decrementAndGet();
        completed.increment();
    }

    void failed() {
        underWay.decrementAndGet();
        failed.increment();
    }

    void timedOut() {
        underWay.decrementAndGet();
        timedOut.increment();
    }

    /** Handshakes after which messages could be sent. */
    public long completions() {
        return completed.sum();
    }

    /** Handshakes that either side gave up, and connections that were closed before theirs was done. */
    public long failures() {
        return failed.sum();
    }

    /** Handshakes that took too long. */
    public long timeouts() {
        return timedOut.sum();
    }
}
