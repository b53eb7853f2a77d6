package io.countersign.sip.transport;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Open connections by source address, over TCP and TLS together, and their ids. Guarded by its map: event loops share it. As large as the
 * number of open connections.
 */
final class ConnectionCounts {
    private record Count(int strangers, int authenticated) {
        private static final Count NONE = new Count(0, 0);
    }

    private final ConcurrentHashMap<InetAddress, Count> counts = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final StreamLimits limits;

    ConnectionCounts(StreamLimits limits) {
        this.limits = limits;
    }

    StreamLimits limits() {
        return limits;
    }

    /** Unique among all connections that are counted here; never 0. */
    long nextId() {
        return lastId.incrementAndGet();
    }

    /** Counts one more stranger, unless its address has enough of them. */
    boolean admit(InetAddress address) {
        return change(address, 1, 0);
    }

    /** A stranger has proved who it is; false when its address has enough of such, too: it stays a stranger. */
    boolean promote(InetAddress address) {
        return change(address, -1, 1);
    }

    void releaseStranger(InetAddress address) {
        change(address, -1, 0);
    }

    void releaseAuthenticated(InetAddress address) {
        change(address, 0, -1);
    }

    private boolean change(InetAddress address, int strangers, int authenticated) {
        boolean[] changed = {false};
        counts.compute(address, (key, known) -> {
            Count old = known == null ? Count.NONE : known;
            Count next = new Count(old.strangers + strangers, old.authenticated + authenticated);
            boolean grows = (strangers > 0 && next.strangers > limits.strangersPerSource())
                    || (authenticated > 0 && next.authenticated > limits.authenticatedPerSource());
            changed[0] = !grows;
            Count kept = grows ? old : next;
            return kept.equals(Count.NONE) ? null : kept;
        });
        return changed[0];
    }
}
