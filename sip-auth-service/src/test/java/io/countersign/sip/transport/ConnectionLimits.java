package io.countersign.sip.transport;

import java.time.Duration;

/** Limits for tests of connections. */
final class ConnectionLimits {
    private ConnectionLimits() {}

    /** For all strangers together, as many and as much as by default. */
    static StreamLimits limits(Duration messageTime, Duration idleTime, int strangersPerSource, int authenticatedPerSource) {
        return new StreamLimits(
                messageTime,
                idleTime,
                strangersPerSource,
                authenticatedPerSource,
                StreamLimits.DEFAULT.strangers(),
                StreamLimits.DEFAULT.strangersBytes());
    }

    /** Counts for a node that knows no source. */
    static ConnectionCounts strangersOnly(StreamLimits limits) {
        return new ConnectionCounts(limits, address -> false);
    }
}
