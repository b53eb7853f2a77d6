package io.countersign.sip.decision;

/**
 * How often a (trunk, username, source) failed lately, by keyed hash, so that a client that goes on calling with a wrong
 * password is told 403 instead of being challenged for ever (sip.md). A count starts with its first failure and is
 * forgotten when the window is over, or at a success.
 *
 * <p>Bounded: a hash may stand in {@value #WAYS} places of its bucket; the oldest makes room. An attacker who fills it
 * only gets challenges instead of 403. Shared by all workers, guarded by {@value #STRIPES} monitors; only failing and
 * succeeding INVITEs come here.
 */
final class RecentFailures {
    static final int WAYS = 4;
    static final int STRIPES = 16;

    private final long windowSeconds;
    private final int bucketMask;
    private final long[] hashes;
    /** Second of the first failure in the upper bits, number of failures in the lower 8. */
    private final long[] failures;
    private final Object[] monitors = new Object[STRIPES];

    /** @param capacity counts held at the same time, a power of two */
    RecentFailures(int capacity, long windowSeconds) {
        if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " (expected: a power of two from " + WAYS + " on)");
        }
        this.windowSeconds = windowSeconds;
        this.bucketMask = capacity / WAYS - 1;
        this.hashes = new long[capacity];
        this.failures = new long[capacity];
        for (int i = 0; i < STRIPES; i++) {
            monitors[i] = new Object();
        }
    }

    /** Adds a failure and says the how manieth it is. */
    int add(long hash, long nowSecond) {
        int bucket = (int) hash & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = placeOf(hash, bucket);
            if (place >= 0 && nowSecond - (failures[place] >> 8) <= windowSeconds) {
                int count = (int) Math.min((failures[place] & 0xff) + 1, 0xff);
                failures[place] = (failures[place] & ~0xffL) | count;
                return count;
            }
            place = place >= 0 ? place : oldest(bucket);
            hashes[place] = hash;
            failures[place] = (nowSecond << 8) | 1;
            return 1;
        }
    }

    /** Forgets the failures. */
    void clear(long hash) {
        int bucket = (int) hash & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = placeOf(hash, bucket);
            if (place >= 0) {
                failures[place] = 0;
            }
        }
    }

    private int placeOf(long hash, int bucket) {
        for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
            if (hashes[place] == hash && failures[place] != 0) {
                return place;
            }
        }
        return -1;
    }

    private int oldest(int bucket) {
        int oldest = bucket * WAYS;
        for (int place = oldest + 1; place < (bucket + 1) * WAYS; place++) {
            if (failures[place] < failures[oldest]) {
                oldest = place;
            }
        }
        return oldest;
    }
}
