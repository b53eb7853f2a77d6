package io.countersign.sip.transport;

import io.countersign.sip.message.StreamFramer;
import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param messageTime a message, or the reading of an answer, may take this long from its first byte
 * @param idleTime how long a stranger's connection stays without a message; keep-alives don't count
 * @param strangersPerSource open connections of one source prefix that nobody has proved to own
 * @param authenticatedPerSource open connections of one source prefix that the handler holds open
 * @param strangers open connections of all strangers
 * @param strangersBytes kept for all strangers: messages that aren't whole, answers that aren't read
 */
public record StreamLimits(
        Duration messageTime,
        Duration idleTime,
        int strangersPerSource,
        int authenticatedPerSource,
        int strangers,
        long strangersBytes) {
    /** Room for a thousand of the largest messages, or 16 KiB for each connection. */
    public static final StreamLimits DEFAULT =
            new StreamLimits(Duration.ofSeconds(10), Duration.ofSeconds(120), 64, 1_000, 4_096, 64L * 1_024 * 1_024);

    public StreamLimits {
        if (messageTime.isNegative() || messageTime.isZero() || idleTime.isNegative() || idleTime.isZero()) {
            throw new IllegalArgumentException("times " + messageTime + " and " + idleTime + " (expected: more than zero)");
        }
        if (strangersPerSource < 1 || authenticatedPerSource < 1 || strangers < 1) {
            throw new IllegalArgumentException(strangersPerSource + ", " + authenticatedPerSource + " and " + strangers
                    + " connections (expected: at least one)");
        }
        if (strangersBytes < StreamFramer.MAX_HELD_BYTES) {
            throw new IllegalArgumentException(
                    strangersBytes + " bytes (expected: room for one message, " + StreamFramer.MAX_HELD_BYTES + " at least)");
        }
    }

    /** The same with other limits for all strangers together. */
    public StreamLimits forAllStrangers(int connections, long bytes) {
        return new StreamLimits(messageTime, idleTime, strangersPerSource, authenticatedPerSource, connections, bytes);
    }
}
