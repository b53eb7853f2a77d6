package io.countersign.sip.challenge;

import java.util.concurrent.atomic.LongAdder;

/**
 * The accepted requests of the last {@value #KEPT_SECONDS} seconds, by a keyed 128-bit hash of what makes a repeat a
 * repeat, so that a client whose answer was lost gets it again. No request and no answer is stored, only a mark by which
 * the answer is made again.
 *
 * <p>Bounded: a hash may stand in {@value #WAYS} places of one bucket; a new one takes the oldest's place. Who is thrown
 * out early is answered with a stale challenge. Written only after proof.
 *
 * <p>Memory: 24 bytes a place, all taken at the start: 6 MiB for 2^18 requests.
 *
 * <p>Shared by all workers: buckets belong to {@value #STRIPES} monitors, each held for one bucket access.
 */
public final class Fingerprints {
    /** 64 × T1 (RFC 3261 section 17.1.2.2, timer F): a client doesn't repeat a request for longer. */
    public static final int KEPT_SECONDS = 32;

    /** Mark of a request that isn't known. */
    public static final int UNKNOWN = 0;

    /** Width of a mark. */
    public static final int MARK_BITS = 30;

    private static final int MARK_MASK = (1 << MARK_BITS) - 1;

    static final int WAYS = 8;
    static final int STRIPES = 64;

    private final int bucketMask;
    private final long[] first;
    private final long[] second;
    /** Second of acceptance in the upper bits, the mark in the lower ones. */
    private final long[] accepted;
    private final Object[] monitors = new Object[STRIPES];
    private final LongAdder crowdedOut = new LongAdder();

    /** @param capacity requests held at the same time, rounded up to a power of two */
    public Fingerprints(int capacity) {
        if (capacity < 1 || capacity > 1 << 26) {
            throw new IllegalArgumentException("capacity of " + capacity + " fingerprints (expected: 1 to " + (1 << 26) + ")");
        }
        int places = Math.max(WAYS, Integer.highestOneBit(capacity * 2 - 1));
        this.bucketMask = places / WAYS - 1;
        this.first = new long[places];
        this.second = new long[places];
        this.accepted = new long[places];
        for (int i = 0; i < STRIPES; i++) {
            monitors[i] = new Object();
        }
    }

    /** The mark that this request was remembered with, or {@link #UNKNOWN}. */
    public int markOf(long firstHash, long secondHash, long nowSecond) {
        int bucket = (int) firstHash & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
                if (first[place] == firstHash && second[place] == secondHash) {
                    return isLive(place, nowSecond) ? (int) accepted[place] & MARK_MASK : UNKNOWN;
                }
            }
            return UNKNOWN;
        }
    }

    /**
     * Remembers a request that was accepted.
     *
     * @param mark not {@link #UNKNOWN}, {@link #MARK_BITS} wide
     */
    public void remember(long firstHash, long secondHash, int mark, long nowSecond) {
        int bucket = (int) firstHash & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int chosen = bucket * WAYS;
            for (int place = chosen; place < (bucket + 1) * WAYS; place++) {
                if (first[place] == firstHash && second[place] == secondHash) {
                    chosen = place;
                    break;
                }
                if (accepted[place] < accepted[chosen]) {
                    chosen = place;
                }
            }
            if (isLive(chosen, nowSecond) && first[chosen] != firstHash) {
                crowdedOut.increment();
            }
            first[chosen] = firstHash;
            second[chosen] = secondHash;
            accepted[chosen] = nowSecond << MARK_BITS | mark;
        }
    }

    /** Requests that are known at that time; looks at every place. */
    public int size(long nowSecond) {
        int size = 0;
        for (int bucket = 0; bucket <= bucketMask; bucket++) {
            synchronized (monitors[bucket & STRIPES - 1]) {
                for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
                    size += isLive(place, nowSecond) ? 1 : 0;
                }
            }
        }
        return size;
    }

    /** Requests that lost their place while they were known. */
    public long crowdedOut() {
        return crowdedOut.sum();
    }

    /** A free place was accepted in second 0. */
    private boolean isLive(int place, long nowSecond) {
        return nowSecond - (accepted[place] >> MARK_BITS) <= KEPT_SECONDS;
    }
}
