package io.countersign.sip.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of strangers take together on this node, over TCP and TLS: their number, and the bytes that are kept for them
 * (messages that aren't whole, answers that aren't read). Changed by event loops, read by metrics. What is counted never passes a limit; what
 * was just read is counted behind it, so that each event loop may have one part more.
 */
public final class StrangerTotals {
    private final StreamLimits limits;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    StrangerTotals(StreamLimits limits) {
        this.limits = limits;
    }

    /** Counts one more, unless there are enough of them. */
    boolean enter() {
        int most = limits.strangers();
        return connections.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    void leave() {
        connections.decrementAndGet();
    }

    /** Counts so many more bytes, or fewer where negative, unless that would be too many. */
    boolean hold(long more) {
        if (more <= 0) {
            bytes.addAndGet(more);
            return true;
        }
        long most = limits.strangersBytes() - more;
        return bytes.getAndUpdate(now -> now <= most ? now + more : now) <= most;
    }

    /** Connections on which nobody has proved who he is, but those from sources where somebody has. */
    public int connections() {
        return connections.get();
    }

    /** Bytes that are kept for them. */
    public long bytes() {
        return bytes.get();
    }
}
