package io.countersign.sip.transport;

import io.countersign.sip.lockout.SourcePrefix;
import java.util.Optional;

/**
 * One connection as {@link ConnectionCounts} and {@link StrangerTotals} count it: it enters as a stranger's, may become authenticated, and
 * leaves. Whatever is called twice counts once. Owned by the connection's event loop.
 */
final class CountedConnection {
    private enum Standing {
        OUTSIDE,
        /** In both: of its source and of the node. */
        STRANGER,
        /** A stranger's of a source that is known: in the count of its source alone. */
        STRANGER_OF_KNOWN_SOURCE,
        AUTHENTICATED
    }

    private final ConnectionCounts counts;
    private Standing standing = Standing.OUTSIDE;
    private long prefix;
    private long heldBytes;

    CountedConnection(ConnectionCounts counts) {
        this.counts = counts;
    }

    /** Counts it, unless there are enough connections of its source or of strangers. */
    Optional<ConnectionRefusal> enter(byte[] address) {
        prefix = SourcePrefix.of(address);
        if (!counts.admit(prefix)) {
            return Optional.of(ConnectionRefusal.SOURCE);
        }
        if (counts.isKnown(address)) {
            standing = Standing.STRANGER_OF_KNOWN_SOURCE;
        } else if (counts.strangers().enter()) {
            standing = Standing.STRANGER;
        } else {
            counts.releaseStranger(prefix);
            return Optional.of(ConnectionRefusal.NODE);
        }
        return Optional.empty();
    }

    /** Somebody has proved on it who he is. */
    void authenticated() {
        if (isStranger() && counts.promote(prefix)) {
            leaveTotals();
            standing = Standing.AUTHENTICATED;
        }
    }

    /** So many bytes are kept for it now; false when strangers must not hold so many. */
    boolean hold(long bytes) {
        if (standing != Standing.STRANGER) {
            return true;
        }
        boolean fits = counts.strangers().hold(bytes - heldBytes);
        if (fits) {
            heldBytes = bytes;
        }
        return fits;
    }

    /** It is closed, or was not wanted. */
    void leave() {
        if (isStranger()) {
            leaveTotals();
            counts.releaseStranger(prefix);
        } else if (standing == Standing.AUTHENTICATED) {
            counts.releaseAuthenticated(prefix);
        }
        standing = Standing.OUTSIDE;
    }

    private boolean isStranger() {
        return standing == Standing.STRANGER || standing == Standing.STRANGER_OF_KNOWN_SOURCE;
    }

    private void leaveTotals() {
        if (standing == Standing.STRANGER) {
            hold(0);
            counts.strangers().leave();
        }
    }
}
