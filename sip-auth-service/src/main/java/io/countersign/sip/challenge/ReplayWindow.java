package io.countersign.sip.challenge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nonce counts were used with which nonce (RFC 7616 section 3.4: nc). Counts may arrive out of order by up to
 * {@value NonceCounts#WINDOW_COUNTS}, as UDP delivers them. Written only after a digest was found right.
 *
 * <p>Bounded: when a stripe is full, its oldest second of issue is dropped whole, and every nonce issued at or before it
 * is {@link #isForgotten forgotten}, which the caller answers as stale. So nothing that is dropped can be used again. A stripe holds a
 * sixteenth of the nonces and forgets for itself: who is in another one isn't concerned.
 *
 * <p>Memory: 20 bytes a place (nonce, highest count, the last {@value NonceCounts#WINDOW_COUNTS} counts), and places for 4/3 to 8/3 of the
 * nonces of a second: 27 to 54 bytes a nonce, so at most 56 MB for 2^20 of them, taken as they come.
 *
 * <p>Shared by all workers: a nonce belongs to one of {@value #STRIPES} stripes, each guarded by its own monitor, which
 * is held for one table access.
 */
public final class ReplayWindow {
    /** Of a nonce count with its nonce. */
    public enum Use {
        FIRST,
        REPLAYED,
        FORGOTTEN
    }

    static final int STRIPES = 16;

    private final List<Stripe> stripes = new ArrayList<>(STRIPES);

    /**
     * @param capacity nonces held at the same time
     * @param settings give the lifetime: nonces older than it needn't be held
     */
    public ReplayWindow(int capacity, NonceSettings settings) {
        if (capacity < STRIPES) {
            throw new IllegalArgumentException("replay window of " + capacity + " nonces (expected: " + STRIPES + " or more)");
        }
        for (int i = 0; i < STRIPES; i++) {
            stripes.add(new Stripe(capacity / STRIPES, settings.lifetime().toSeconds()));
        }
    }

    /** Whether the counts of nonces of that second are no longer known; asked before any user is looked up. */
    public boolean isForgotten(long issuedAtSecond, long randomness) {
        return stripe(randomness).isForgotten(issuedAtSecond);
    }

    /** Records one use of a nonce, after proof. */
    public Use record(long issuedAtSecond, long randomness, int nonceCount, long nowSecond) {
        return stripe(randomness).record(issuedAtSecond, randomness, nonceCount, nowSecond);
    }

    /** Nonces held now. */
    public int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    /** Nonces that were dropped while they could still be used, because their stripe was full. */
    public long crowdedOut() {
        long crowdedOut = 0;
        for (Stripe stripe : stripes) {
            crowdedOut += stripe.crowdedOut();
        }
        return crowdedOut;
    }

    /** The low bits stay for the place in a second's table. */
    private Stripe stripe(long randomness) {
        return stripes.get((int) (randomness >>> 60));
    }

    /** Seconds of issue in a ring, each with its own table: dropping a second is dropping one reference. */
    private static final class Stripe {
        /** More than the longest lifetime and any clock set back: two live seconds never share a place. */
        private static final int RING_SECONDS = 512;

        private final @Nullable NonceCounts[] ring = new NonceCounts[RING_SECONDS];
        private final int capacity;
        private final long lifetimeSeconds;
        private int size;
        private long crowdedOut;
        /** Nonces issued in this second or before are forgotten. Written under the monitor. */
        private volatile long forgottenSecond = -1;
        private long expiredSecond = -1;

        Stripe(int capacity, long lifetimeSeconds) {
            this.capacity = capacity;
            this.lifetimeSeconds = lifetimeSeconds;
        }

        boolean isForgotten(long second) {
            return second <= forgottenSecond;
        }

        synchronized int size() {
            return size;
        }

        synchronized long crowdedOut() {
            return crowdedOut;
        }

        synchronized Use record(long second, long randomness, int nonceCount, long nowSecond) {
            expire(nowSecond);
            if (second <= forgottenSecond || second < nowSecond - lifetimeSeconds || second > nowSecond + RING_SECONDS / 16) {
                return Use.FORGOTTEN;
            }
            NonceCounts counts = ring[place(second)];
            if (counts == null || counts.second != second) {
                counts = new NonceCounts(second);
            }
            int found = counts.find(randomness);
            if (found >= 0) {
                return counts.use(found, nonceCount) ? Use.FIRST : Use.REPLAYED;
            }
            if (size >= capacity && !makeRoom(second)) {
                return Use.FORGOTTEN;
            }
            ring[place(second)] = counts;
            counts.add(found, randomness, nonceCount);
            size++;
            return Use.FIRST;
        }

        /** Drops what is too old to be accepted in any case. */
        private void expire(long nowSecond) {
            long expired = nowSecond - lifetimeSeconds - 1;
            if (expired <= expiredSecond) {
                return;
            }
            for (long second = Math.max(expiredSecond + 1, expired - RING_SECONDS + 1); second <= expired; second++) {
                drop(second);
            }
            expiredSecond = expired;
            // A clock that is set back must not bring back nonces whose counts are gone.
            forgottenSecond = Math.max(forgottenSecond, expired);
        }

        /** Forgets whole seconds, oldest first; false when the nonce's own second is one of them. */
        private boolean makeRoom(long second) {
            while (size >= capacity) {
                long oldest = Math.min(oldestSecond(), second);
                forgottenSecond = oldest;
                int before = size;
                drop(oldest);
                crowdedOut += before - size;
                if (oldest == second) {
                    return false;
                }
            }
            return true;
        }

        private void drop(long second) {
            NonceCounts counts = ring[place(second)];
            if (counts != null && counts.second <= second) {
                size -= counts.size();
                ring[place(second)] = null;
            }
        }

        private long oldestSecond() {
            long oldest = Long.MAX_VALUE;
            for (NonceCounts counts : ring) {
                if (counts != null) {
                    oldest = Math.min(oldest, counts.second);
                }
            }
            return oldest;
        }

        private static int place(long second) {
            return (int) (second & RING_SECONDS - 1);
        }
    }
}
