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

    private static final int BUCKET_LONGS = 3 * WAYS;
    private static final int NONE = -1;

    private final int bucketMask;
    /**
     * Bucket after bucket, each with the first halves of its hashes, then when they were accepted (the second in the upper bits, the mark in the
     * lower ones), then their second halves: what is looked at for one request lies side by side.
     */
    private final long[] table;
    private final Object[] monitors = new Object[STRIPES];
    private final LongAdder crowdedOut = new LongAdder();

    /** @param capacity requests held at the same time, rounded up to a power of two */
    public Fingerprints(int capacity) {
        if (capacity < 1 || capacity > 1 << 26) {
            throw new IllegalArgumentException("capacity of " + capacity + " fingerprints (expected: 1 to " + (1 << 26) + ")");
        }
        int places = Math.max(WAYS, Integer.highestOneBit(capacity * 2 - 1));
        this.bucketMask = places / WAYS - 1;
        this.table = new long[places / WAYS * BUCKET_LONGS];
        for (int i = 0; i < STRIPES; i++) {
            monitors[i] = new Object();
        }
    }

    /** The mark that this request was remembered with, or {@link #UNKNOWN}. */
    public int markOf(long firstHash, long secondHash, long nowSecond) {
        int bucket = (int) firstHash & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = find(bucket, firstHash, secondHash);
            return place != NONE && isLive(place, nowSecond) ? (int) accepted(place) & MARK_MASK : UNKNOWN;
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
            int known = find(bucket, firstHash, secondHash);
            int chosen = known == NONE ? oldest(bucket) : known;
            if (known == NONE && isLive(chosen, nowSecond)) {
                crowdedOut.increment();
            }
            table[chosen] = firstHash;
            table[chosen + WAYS] = nowSecond << MARK_BITS | mark;
            table[chosen + 2 * WAYS] = secondHash;
        }
    }

    /** Requests that are known at that time; looks at every place. */
    public int size(long nowSecond) {
        int size = 0;
        for (int bucket = 0; bucket <= bucketMask; bucket++) {
            synchronized (monitors[bucket & STRIPES - 1]) {
                for (int way = 0; way < WAYS; way++) {
                    size += isLive(bucket * BUCKET_LONGS + way, nowSecond) ? 1 : 0;
                }
            }
        }
        return size;
    }

    /** Requests that lost their place while they were known. */
    public long crowdedOut() {
        return crowdedOut.sum();
    }

    /** Where the first half of that hash stands, or {@link #NONE}. */
    private int find(int bucket, long firstHash, long secondHash) {
        int from = bucket * BUCKET_LONGS;
        for (int place = from; place < from + WAYS; place++) {
            if (table[place] == firstHash && table[place + 2 * WAYS] == secondHash) {
                return place;
            }
        }
        return NONE;
    }

    private int oldest(int bucket) {
        int oldest = bucket * BUCKET_LONGS;
        for (int place = oldest + 1; place < bucket * BUCKET_LONGS + WAYS; place++) {
            if (accepted(place) < accepted(oldest)) {
                oldest = place;
            }
        }
        return oldest;
    }

    private long accepted(int place) {
        return table[place + WAYS];
    }

    /** A free place was accepted in second 0. */
    private boolean isLive(int place, long nowSecond) {
        return nowSecond - (accepted(place) >> MARK_BITS) <= KEPT_SECONDS;
    }
}
