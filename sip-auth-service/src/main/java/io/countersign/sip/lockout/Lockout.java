package io.countersign.sip.lockout;

import java.util.Optional;

/**
 * One lock-out, begun and perhaps over, but remembered for a day after its end.
 *
 * @param id names it in the API
 * @param key names it on Kafka, and is made of what is locked out
 * @param accountId whose trunk was tried; empty for a source's, and where there is no such trunk
 * @param attempt what is locked out from that source; empty: all of it
 * @param prefix the {@link SourcePrefix}
 * @param reason code of the last failure
 * @param counted failures of the attempt, or usernames of the source
 * @param round 1 for the first lock-out
 * @param untilSecond it is over in this second
 */
public record Lockout(
        String id,
        String key,
        Optional<String> accountId,
        Optional<String> trunkId,
        Optional<Attempt> attempt,
        long prefix,
        String reason,
        int counted,
        int round,
        long sinceSecond,
        long untilSecond) {

    /** Whether it is in force. */
    public boolean isActive(long nowSecond) {
        return nowSecond < untilSecond;
    }

    /** Whether the next one begins with the first duration again. */
    boolean isForgotten(long nowSecond) {
        return nowSecond >= untilSecond + LockoutSettings.REMEMBERED.toSeconds();
    }
}
