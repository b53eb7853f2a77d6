package io.countersign.systemtests.check;

/** What a client knows that the answer must be. */
public enum Due {
    ACCEPTED,
    REFUSED,
    /** A change is still on its way, as far as the client knows. */
    EITHER;

    /** Whether that answer must not be. */
    boolean isBrokenBy(boolean accepted) {
        return switch (this) {
            case ACCEPTED -> !accepted;
            case REFUSED -> accepted;
            case EITHER -> false;
        };
    }
}
