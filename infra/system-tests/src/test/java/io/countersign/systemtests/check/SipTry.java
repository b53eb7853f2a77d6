package io.countersign.systemtests.check;

import java.time.Instant;

/**
 * One REGISTER that a node has answered with 200 or a refusal.
 *
 * @param began when it was sent
 * @param rightPassword whether the credential's own password was shown
 * @param due accepted: the right password, accepted by this node before or by a receipt in force at every node, and nobody has
 *     begun to delete it; refused: a wrong password, or that of a deleted credential which this node has accepted and later
 *     refused, or whose end is by a receipt in force at every node
 */
public record SipTry(String node, String credentialId, Instant began, boolean rightPassword, Due due, boolean accepted) {

    /** Whether the answer is one that must not be. */
    public boolean isWrong() {
        return due.isBrokenBy(accepted);
    }
}
