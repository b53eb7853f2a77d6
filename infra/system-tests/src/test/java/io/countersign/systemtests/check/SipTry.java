package io.countersign.systemtests.check;

/** One REGISTER that a node has answered with 200 or a refusal. */
public record SipTry(String node, String credentialId, Due due, boolean accepted) {

    /** What the phone knows that the answer must be. */
    public enum Due {
        /** The right password, accepted by this node before, and nobody has begun to delete it. */
        ACCEPTED,
        /** A wrong password, or a deleted credential that this node has refused before. */
        REFUSED,
        /** Still on its way to the node, as far as the phone knows. */
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
