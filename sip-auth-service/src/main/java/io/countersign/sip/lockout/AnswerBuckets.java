package io.countersign.sip.lockout;

import java.util.concurrent.atomic.LongAdder;

/**
 * A token bucket for the answers that each source gets before anybody has proved there who he is (docs/reference/sip.md, Abuse):
 * neither a forged source nor a guesser gets more. From where somebody has authenticated in the last hour, more is answered.
 *
 * <p>Bounded, {@value #PLACES} places, 3 MB: anybody can write here, with forged sources too. A source may stand in {@value #WAYS}
 * places of its bucket. A new one takes the place that was unused for longest, one that was authenticated lately only if all
 * are; so a bucket that is pushed out costs the flood more datagrams than it gives back, and a customer's is not pushed out by
 * strangers.
 *
 * <p>Shared by all workers, guarded by {@value #STRIPES} monitors, each held for one access.
 */
public final class AnswerBuckets {
    static final int PLACES = 1 << 17;
    static final int WAYS = 8;
    static final int STRIPES = 64;

    private static final int AUTHENTICATED_SECONDS = 3_600;
    private static final int TOKEN = 1_000; // one answer, in thousandths
    private static final int MASK = PLACES / WAYS - 1;

    private final AnswerSettings settings;
    private final long originMillis;
    private final long[] prefixes = new long[PLACES];
    /** When it was filled last, by the milliseconds since {@link #originMillis}; 0: never. */
    private final long[] filledMillis = new long[PLACES];
    /** Thousandths of a token. */
    private final int[] tokens = new int[PLACES];
    /** By the seconds since {@link #originMillis}, from 1; 0: never. */
    private final int[] authenticatedSeconds = new int[PLACES];
    private final Object[] monitors = new Object[STRIPES];
    private final LongAdder withheld = new LongAdder();

    public AnswerBuckets(AnswerSettings settings, long nowMillis) {
        this.settings = settings;
        this.originMillis = nowMillis - 1_000;
        for (int i = 0; i < STRIPES; i++) {
            monitors[i] = new Object();
        }
    }

    /** Whether that address is always answered. */
    public boolean isExempt(byte[] address) {
        return settings.exempt().test(address);
    }

    /** Takes a token of that source for an answer; false, and counted, when there is none. */
    public boolean take(SourceKey source, long nowMillis) {
        int bucket = (int) source.placement() & MASK;
        long now = nowMillis - originMillis;
        synchronized (monitors[bucket & STRIPES - 1]) {
            int place = placeFor(source.prefix(), bucket, now);
            int perSecond = isAuthenticated(place, now) ? settings.perSecondAuthenticated() : settings.perSecond();
            long filled = tokens[place] + Math.min(Math.max(now - filledMillis[place], 0), 1_000) * perSecond;
            filledMillis[place] = now;
            int full = (int) Math.min(filled, (long) perSecond * TOKEN);
            if (full < TOKEN) {
                tokens[place] = full;
                withheld.increment();
                return false;
            }
            tokens[place] = full - TOKEN;
            return true;
        }
    }

    /** Somebody has authenticated from there. */
    public void authenticated(SourceKey source, long nowMillis) {
        int bucket = (int) source.placement() & MASK;
        long now = nowMillis - originMillis;
        synchronized (monitors[bucket & STRIPES - 1]) {
            authenticatedSeconds[placeFor(source.prefix(), bucket, now)] = (int) (now / 1_000);
        }
    }

    /** Whether somebody has authenticated from there in the last hour, as far as there was room to keep it. */
    public boolean hasAuthenticated(SourceKey source, long nowMillis) {
        int bucket = (int) source.placement() & MASK;
        long now = nowMillis - originMillis;
        synchronized (monitors[bucket & STRIPES - 1]) {
            for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
                if (prefixes[place] == source.prefix()) {
                    return isAuthenticated(place, now);
                }
            }
            return false;
        }
    }

    /** Answers that were not given. */
    public long withheld() {
        return withheld.sum();
    }

    /** What share of the places is taken; looks at all. */
    public double occupied() {
        int taken = 0;
        for (int bucket = 0; bucket <= MASK; bucket++) {
            synchronized (monitors[bucket & STRIPES - 1]) {
                for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
                    taken += prefixes[place] != 0 ? 1 : 0;
                }
            }
        }
        return (double) taken / PLACES;
    }

    /** The source's place; a new one's bucket is full. */
    private int placeFor(long prefix, int bucket, long now) {
        int chosen = -1;
        for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
            if (prefixes[place] == prefix) {
                return place;
            }
            if (chosen < 0 || goesBefore(place, chosen, now)) {
                chosen = place;
            }
        }
        prefixes[chosen] = prefix;
        filledMillis[chosen] = now;
        tokens[chosen] = settings.perSecond() * TOKEN;
        authenticatedSeconds[chosen] = 0;
        return chosen;
    }

    private boolean goesBefore(int place, int other, long now) {
        boolean placeKept = isAuthenticated(place, now);
        return placeKept != isAuthenticated(other, now) ? !placeKept : filledMillis[place] < filledMillis[other];
    }

    private boolean isAuthenticated(int place, long now) {
        return authenticatedSeconds[place] != 0 && now / 1_000 - authenticatedSeconds[place] < AUTHENTICATED_SECONDS;
    }
}
