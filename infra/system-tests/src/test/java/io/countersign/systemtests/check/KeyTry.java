package io.countersign.systemtests.check;

import java.util.List;

/**
 * One request with an API key that some instance has answered.
 *
 * @param sentNanos when it was sent, and when it was answered; {@link System#nanoTime}
 * @param due accepted: its creation was answered, which the relay had seen to, and nobody has begun to revoke it; refused: its
 *     revocation was answered, likewise, a second before
 */
public record KeyTry(String keyId, String asked, long sentNanos, long answeredNanos, Due due, boolean accepted) {

    /** Whether the answer is one that must not be, and no instance is excused. */
    public boolean isWrong(List<Deafness> excuses) {
        return due.isBrokenBy(accepted) && !isExcused(excuses);
    }

    /** Whether who answered may not have heard of the change. */
    public boolean isExcused(List<Deafness> excuses) {
        return excuses.stream().anyMatch(excuse -> excuse.excuses(this));
    }
}
