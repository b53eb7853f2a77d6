package io.countersign.sip.transport;

import io.countersign.sip.transport.ReceiveQueues.Filling;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the workers of an address are behind: more than half of a socket's receive queue is taken, three times in a row, and from then on
 * until no more than a quarter is. A worker that is merely busy has a short queue; one that is behind answers everyone late, and what
 * no longer fits is lost. Where the system doesn't tell, nobody is ever behind.
 */
final class OverloadWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OverloadWatch.class);
    private static final Duration EACH = Duration.ofMillis(100);
    private static final int IN_A_ROW = 3;

    private final ReceiveQueues queues;
    private final long capacityBytes;
    private int full;
    private volatile boolean overloaded;
    private volatile long dropped;
    private volatile boolean closed;

    /** @param capacityBytes of the queue of each socket */
    OverloadWatch(ReceiveQueues queues, long capacityBytes) {
        this.queues = queues;
        this.capacityBytes = capacityBytes;
    }

    @Override
    public void run() {
        while (!closed && queues.isKnown()) {
            try {
                see(queues.read());
            } catch (IOException | RuntimeException e) {
                LOG.warn("sip.queues.unknown cause={}", e.toString());
                overloaded = false;
                return;
            }
            LockSupport.parkNanos(EACH.toNanos());
        }
    }

    void see(Filling filling) {
        dropped = filling.dropped();
        full = filling.fullestBytes() > capacityBytes / 2 ? full + 1 : 0;
        if (!overloaded && full >= IN_A_ROW) {
            overloaded = true;
            LOG.warn("sip.overload.begun queued_bytes={} capacity_bytes={} dropped={}", filling.fullestBytes(), capacityBytes, dropped);
        } else if (overloaded && filling.fullestBytes() <= capacityBytes / 4) {
            overloaded = false;
            LOG.warn("sip.overload.ended dropped={}", dropped);
        }
    }

    boolean isOverloaded() {
        return overloaded;
    }

    /** Datagrams that did not fit, since the sockets were opened; for any thread. */
    long dropped() {
        return dropped;
    }

    void close() {
        closed = true;
    }
}
