package io.countersign.sip.registrar;

/** What others were told of one binding, and when. Guarded by its {@link Bindings}. */
final class Telling {
    /** When others are to be told of what a REGISTER says. */
    enum Due {
        /** A change. */
        AT_ONCE,
        /** A refresh, and enough of the time that others know of is gone. */
        SOON,
        /** A refresh before that. */
        NOT_YET
    }

    private static final long NEVER = Long.MIN_VALUE / 2;

    /** Shares of a binding's time between a quarter and half of it, by a number for each binding. */
    private static final int SHARES_BITS = 8;

    private static final int GOLDEN = 0x9E37_79B9; // spreads what String.hashCode leaves close together

    /** In {@code 1 / (4 << SHARES_BITS)} of the time that others know of. */
    private final int share;

    private long atSecond = NEVER;
    private long expiresAtSecond = NEVER;
    /** Changes that were to be told, and the one whose telling was acknowledged last, at which offset. */
    private int changes;
    private int acknowledgedChange;
    private long offset = -1;

    /** @param key of the binding: phones that came together are told again apart */
    Telling(String key) {
        this.share = (1 << SHARES_BITS) + ((key.hashCode() * GOLDEN) >>> (Integer.SIZE - SHARES_BITS));
    }

    boolean isFirst() {
        return atSecond == NEVER;
    }

    /** All is to be told anew. */
    void begin() {
        atSecond = NEVER;
    }

    /** When a refresh is to be told. */
    Due ofRefresh(long nowSecond, long newExpiresAtSecond) {
        if (newExpiresAtSecond < expiresAtSecond) {
            return Due.AT_ONCE; // else they take it for alive longer than it is
        }
        return isShareGone(nowSecond) ? Due.SOON : Due.NOT_YET;
    }

    /** Whether refreshes were passed over and enough of the time that others know of is gone. */
    boolean isRestDue(long nowSecond, long newExpiresAtSecond) {
        return newExpiresAtSecond > expiresAtSecond && isShareGone(nowSecond);
    }

    /** Between a quarter and half of it, sip.md, Registrar. */
    private boolean isShareGone(long nowSecond) {
        return nowSecond - atSecond >= ((expiresAtSecond - atSecond) * share) >> (SHARES_BITS + 2);
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
