package io.countersign.sip.transport;

import io.countersign.sip.lockout.SourcePrefix;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Open connections by {@link SourcePrefix}, over TCP and TLS together, and their ids. Guarded by its map: event loops share it. As large as
 * the number of open connections.
 */
final class ConnectionCounts {
    private record Count(int strangers, int authenticated) {
        private static final Count NONE = new Count(0, 0);
    }

    private final ConcurrentHashMap<Long, Count> counts = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final StreamLimits limits;
    private final StrangerTotals strangers;
    private final Predicate<byte[]> isKnown;

    /**
     * @param isKnown says of an address of 4 or 16 bytes whether its connections don't count in the totals of strangers: somebody has
     *     proved lately from there who he is, and a flood must not keep him out
     */
    ConnectionCounts(StreamLimits limits, Predicate<byte[]> isKnown) {
        this.limits = limits;
        this.strangers = new StrangerTotals(limits);
        this.isKnown = isKnown;
    }

    StreamLimits limits() {
        return limits;
    }

    StrangerTotals strangers() {
        return strangers;
    }

    boolean isKnown(byte[] address) {
        return isKnown.test(address);
    }

    /** Unique among all connections that are counted here; never 0. */
    long nextId() {
        return lastId.incrementAndGet();
    }

    /** Sources with open connections. */
    int size() {
        return counts.size();
    }

    /** Counts one more stranger, unless its source has enough of them. */
    boolean admit(long prefix) {
        return change(prefix, 1, 0);
    }

    /** A stranger has proved who it is; false when its source has enough of such, too: it stays a stranger. */
    boolean promote(long prefix) {
        return change(prefix, -1, 1);
    }

    void releaseStranger(long prefix) {
        change(prefix, -1, 0);
    }

    void releaseAuthenticated(long prefix) {
        change(prefix, 0, -1);
    }

    private boolean change(long prefix, int strangerChange, int authenticatedChange) {
        boolean[] changed = {false};
        counts.compute(prefix, (key, known) -> {
            Count old = known == null ? Count.NONE : known;
            Count next = new Count(old.strangers + strangerChange, old.authenticated + authenticatedChange);
            boolean grows = (strangerChange > 0 && next.strangers > limits.strangersPerSource())
                    || (authenticatedChange > 0 && next.authenticated > limits.authenticatedPerSource());
            changed[0] = !grows;
            Count kept = grows ? old : next;
            return kept.equals(Count.NONE) ? null : kept;
        });
        return changed[0];
    }
}
