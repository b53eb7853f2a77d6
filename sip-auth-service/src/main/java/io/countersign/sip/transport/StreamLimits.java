package io.countersign.sip.transport;

import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param messageTime a message, or the reading of an answer, may take this long from its first byte
 * @param idleTime how long a stranger's connection stays without a message; keep-alives don't count
 * @param strangersPerSource open connections of one address that nobody has proved to own
 * @param authenticatedPerSource open connections of one address that the handler holds open
 */
public record StreamLimits(Duration messageTime, Duration idleTime, int strangersPerSource, int authenticatedPerSource) {
    public static final StreamLimits DEFAULT = new StreamLimits(Duration.ofSeconds(10), Duration.ofSeconds(120), 64, 1_000);

    public StreamLimits {
        if (messageTime.isNegative() || messageTime.isZero() || idleTime.isNegative() || idleTime.isZero()) {
            throw new IllegalArgumentException("times " + messageTime + " and " + idleTime + " (expected: more than zero)");
        }
        if (strangersPerSource < 1 || authenticatedPerSource < 1) {
            throw new IllegalArgumentException(
                    strangersPerSource + " and " + authenticatedPerSource + " connections (expected: at least one)");
        }
    }
}
