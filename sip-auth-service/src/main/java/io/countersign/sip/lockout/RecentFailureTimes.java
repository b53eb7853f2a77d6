package io.countersign.sip.lockout;

/**
 * How many things of one kind happened lately to each of many: failures of a (trunk, username, source), usernames of a source.
 * Exact over a sliding window, up to a limit: for each, the last so many things and their seconds.
 *
 * <p>Bounded: one may stand in {@value #WAYS} places of its bucket; who has the fewest recent things makes room. Only what was
 * tried with a nonce that was sent to that very source comes here, so the sources are real. Whoever floods it gains nothing: to
 * push another's n things out takes n things in each place of that bucket, and those n were not counted towards a lock-out of
 * the flooding sources before.
 *
 * <p>Shared by all workers, guarded by {@value #STRIPES} monitors; only failures come here.
 */
final class RecentFailureTimes {
    static final int WAYS = 8;
    static final int STRIPES = 16;

    /** A thing that is no other's repeat. */
    static final int ONE_OF_ITS_OWN = 0;

    private final int limit;
    private final int windowSeconds;
    private final int bucketMask;
    private final long[] owners;
    /** For each place, {@code limit} things and their seconds since {@link #originSecond}, from 1; 0: none. */
    private final int[] things;
    private final int[] seconds;
    private final long originSecond;
    private final Object[] monitors = new Object[STRIPES];

    /**
     * Nothing has happened yet.
     *
     * @param memoryBytes about as much is used: the owners held at the same time follow from it and the limit
     * @param limit things counted of each
     */
    RecentFailureTimes(int memoryBytes, int limit, long windowSeconds, long nowSecond) {
        this.limit = limit;
        this.windowSeconds = (int) windowSeconds;
        int places = Math.max(WAYS, Integer.highestOneBit(memoryBytes / (Long.BYTES + 2 * Integer.BYTES * limit)));
        this.bucketMask = places / WAYS - 1;
        this.owners = new long[places];
        this.things = new int[places * limit];
        this.seconds = new int[places * limit];
        this.originSecond = nowSecond - 1;
        for (int i = 0; i < STRIPES; i++) {
            monitors[i] = new Object();
        }
    }

    /**
     * Adds a thing; how many different ones happened to that owner within the window, this one included, at most the limit.
     *
     * @param owner keyed hash
     * @param thing hash that tells it from others of the owner, or {@link #ONE_OF_ITS_OWN}
     */
    int add(long owner, int thing, long nowSecond) {
        int now = (int) (nowSecond - originSecond);
        int bucket = (int) owner & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = placeOf(owner, bucket);
            if (place < 0) {
                place = idlest(bucket, now);
                owners[place] = owner;
                clearPlace(place);
            }
            int at = slotFor(place, thing);
            things[at] = thing;
            seconds[at] = now;
            return recent(place, now);
        }
    }

    /** Forgets what happened to that owner. */
    void clear(long owner) {
        int bucket = (int) owner & bucketMask;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = placeOf(owner, bucket);
            if (place >= 0) {
                clearPlace(place);
            }
        }
    }

    /** How many have something in the window now; looks at all of them. */
    int occupied(long nowSecond) {
        int now = (int) (nowSecond - originSecond);
        int occupied = 0;
        for (int bucket = 0; bucket <= bucketMask; bucket++) {
            synchronized (monitors[bucket & STRIPES - 1]) {
                for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
                    occupied += recent(place, now) > 0 ? 1 : 0;
                }
            }
        }
        return occupied;
    }

    int capacity() {
        return owners.length;
    }

    private int placeOf(long owner, int bucket) {
        for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
            if (owners[place] == owner) {
                return place;
            }
        }
        return -1;
    }

    private int idlest(int bucket, int now) {
        int idlest = bucket * WAYS;
        int fewest = Integer.MAX_VALUE;
        for (int place = idlest; place < (bucket + 1) * WAYS; place++) {
            int recent = recent(place, now);
            if (recent < fewest) {
                fewest = recent;
                idlest = place;
            }
        }
        return idlest;
    }

    /** Where the same thing stands, else the oldest. */
    private int slotFor(int place, int thing) {
        int oldest = place * limit;
        for (int at = oldest; at < (place + 1) * limit; at++) {
            if (thing != ONE_OF_ITS_OWN && things[at] == thing) {
                return at;
            }
            if (seconds[at] < seconds[oldest]) {
                oldest = at;
            }
        }
        return oldest;
    }

    private int recent(int place, int now) {
        int recent = 0;
        for (int at = place * limit; at < (place + 1) * limit; at++) {
            recent += seconds[at] > 0 && now - seconds[at] < windowSeconds ? 1 : 0;
        }
        return recent;
    }

    private void clearPlace(int place) {
        for (int at = place * limit; at < (place + 1) * limit; at++) {
            things[at] = 0;
            seconds[at] = 0;
        }
    }
}
