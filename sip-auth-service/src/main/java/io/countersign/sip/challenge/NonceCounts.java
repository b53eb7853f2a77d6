package io.countersign.sip.challenge;

import java.util.Arrays;

/**
 * The counts used with the nonces of one second of issue: open addressing with linear probing, nothing is ever removed.
 * Guarded by the monitor of its {@link ReplayWindow} stripe.
 */
final class NonceCounts {
    /** How far behind the highest count an unused one may still arrive. */
    static final int WINDOW_COUNTS = 64;

    private static final int FIRST_PLACES = 4;

    final long second;
    private long[] nonces = new long[FIRST_PLACES];
    /** Highest count used, unsigned; 0: the place is free, because 0 is no count. */
    private int[] highest = new int[FIRST_PLACES];
    /** Bit n: the count highest − n was used. */
    private long[] used = new long[FIRST_PLACES];
    private int size;

    NonceCounts(long second) {
        this.second = second;
    }

    int size() {
        return size;
    }

    /** Where the nonce is, for {@link #use}; or the complement of where it would be, for {@link #add}. */
    int find(long nonce) {
        int place = place(nonce);
        return highest[place] != 0 ? place : ~place;
    }

    /** Marks the count of the nonce that is there; false when it was used before, or is too far behind to know. */
    boolean use(int place, int count) {
        int ahead = count - highest[place];
        if (Integer.compareUnsigned(count, highest[place]) > 0) {
            used[place] = Integer.compareUnsigned(ahead, WINDOW_COUNTS) >= 0 ? 1 : used[place] << ahead | 1;
            highest[place] = count;
            return true;
        }
        int behind = -ahead;
        if (Integer.compareUnsigned(behind, WINDOW_COUNTS) >= 0 || (used[place] & 1L << behind) != 0) {
            return false;
        }
        used[place] |= 1L << behind;
        return true;
    }

    /** Adds a nonce that {@link #find} did not find but put there, with its first used count (not 0). */
    void add(int found, long nonce, int count) {
        if (count == 0) {
            throw new IllegalArgumentException("nonce count 0 (expected: 1 or more, RFC 7616 section 3.4)");
        }
        int place = ~found;
        if (size * 4 >= nonces.length * 3) {
            grow();
            place = place(nonce);
        }
        nonces[place] = nonce;
        highest[place] = count;
        used[place] = 1;
        size++;
    }

    private int place(long nonce) {
        int mask = nonces.length - 1;
        int place = (int) nonce & mask;
        while (highest[place] != 0 && nonces[place] != nonce) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldNonces = nonces;
        int[] oldHighest = highest;
        long[] oldUsed = used;
        nonces = Arrays.copyOf(nonces, oldNonces.length * 2);
        highest = new int[nonces.length];
        used = new long[nonces.length];
        for (int i = 0; i < oldNonces.length; i++) {
            if (oldHighest[i] != 0) {
                int place = place(oldNonces[i]);
                nonces[place] = oldNonces[i];
                highest[place] = oldHighest[i];
                used[place] = oldUsed[i];
            }
        }
    }
}
