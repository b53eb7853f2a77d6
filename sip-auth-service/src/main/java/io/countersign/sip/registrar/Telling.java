package io.countersign.sip.registrar;

/** What others were told of one binding, and when. Guarded by its {@link Bindings}. */
final class Telling {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private long atSecond = NEVER;
    private long expiresAtSecond = NEVER;
    /** Changes that were to be told, and the one whose telling was acknowledged last, at which offset. */
    private int changes;
    private int acknowledgedChange;
    private long offset = -1;

    boolean isFirst() {
        return atSecond == NEVER;
    }

    /** All is to be told anew. */
    void begin() {
        atSecond = NEVER;
    }

    /** Whether a refresh is to be told at once: half the time that others know of is gone, or they take it for alive longer than it is. */
    boolean isRefreshDue(long nowSecond, long newExpiresAtSecond) {
        return newExpiresAtSecond < expiresAtSecond || isHalfGone(nowSecond);
    }

    /** Whether refreshes were passed over and half the time that others know of is gone. */
    boolean isRestDue(long nowSecond, long newExpiresAtSecond) {
        return newExpiresAtSecond > expiresAtSecond && isHalfGone(nowSecond);
    }

    private boolean isHalfGone(long nowSecond) {
        return nowSecond - atSecond >= (expiresAtSecond - atSecond) / 2;
    }

    /** It is to be told now. */
    void due(long nowSecond, long newExpiresAtSecond) {
        atSecond = nowSecond;
        expiresAtSecond = newExpiresAtSecond;
    }

    /** It was told when its time had become this. */
    void told(long newExpiresAtSecond) {
        expiresAtSecond = newExpiresAtSecond;
    }

    void changed() {
        changes++;
    }

    int changes() {
        return changes;
    }

    void acknowledged(int change, long atOffset) {
        acknowledgedChange = change;
        offset = atOffset;
    }

    /** Whether all that was to be told was acknowledged before that offset. */
    boolean isSettledBefore(long otherOffset) {
        return acknowledgedChange == changes && offset < otherOffset;
    }
}
