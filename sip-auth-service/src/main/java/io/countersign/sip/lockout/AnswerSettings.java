package io.countersign.sip.lockout;

import java.util.function.Predicate;

/**
 * How often somebody who has not proved who he is gets an answer.
 *
 * @param perSecond answers a second to a source; as many at once
 * @param exempt says of an address of 4 or 16 bytes whether it is always answered; allocates nothing
 */
public record AnswerSettings(int perSecond, Predicate<byte[]> exempt) {
    private static final int MAX_PER_SECOND = 100_000;
    private static final int AUTHENTICATED_PER_SECOND = 200;

    public AnswerSettings {
        if (perSecond < 1 || perSecond > MAX_PER_SECOND) {
            throw new IllegalArgumentException(
                    "countersign.unauthenticated.per-second is " + perSecond + " (expected: 1 to " + MAX_PER_SECOND + ")");
        }
    }

    /** To a source from which somebody has authenticated in the last hour: many phones may stand behind it. */
    int perSecondAuthenticated() {
        return Math.max(AUTHENTICATED_PER_SECOND, perSecond);
    }
}
