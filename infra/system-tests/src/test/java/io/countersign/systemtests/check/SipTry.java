package io.countersign.systemtests.check;

import java.time.Instant;

/**
 * One REGISTER that a node has answered with 200 or a refusal.
 *
 * @param began when it was sent
 * @param rightPassword whether the credential's own password was shown
 */
public record SipTry(String node, String credentialId, Instant began, boolean rightPassword, Due due, boolean accepted) {

    /** What the phone knows that the answer must be. */
    public enum Due {
        /** The right password, accepted by this node before, and nobody has begun to delete it. */
        ACCEPTED,
        /** A wrong password, or that of a deleted credential which this node has accepted, and later refused. */
        REFUSED,
        /** A change of it is still on its way to the node, as far as the phone knows. */
        EITHER
    }

    /** Whether the answer is one that must not be. */
    public boolean isWrong() {
        return switch (due) {
            case ACCEPTED -> !accepted;
            case REFUSED -> accepted;
            case EITHER -> false;
        };
    }
}
