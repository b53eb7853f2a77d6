package io.countersign.sip.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each of many names was counted, the most frequent {@value #MOST_NAMES} of them: exact until there are more, then a
 * new name takes the place of one that is rare among {@value #CANDIDATES} others, the more likely the rarer that one is
 * (randomized admission policy; Ben Basat et al., "Randomized Admission Policy for Efficient Top-k and Frequency Estimation",
 * 2017). So a name counts no more than it occurred, and one that is frequent stays, whenever it came. Grows with what it holds,
 * to 24 kB and the names. Owned by its {@link FailureCounter}.
 *
 * <p>Names are told apart by a keyed 64-bit hash, so that counting one that is there makes no object.
 */
final class NameCounts {
    static final int MOST_NAMES = 1_000;
    static final int CANDIDATES = 4;

    private static final int FIRST_NAMES = 8;
    private static final int NOTHING = -1;
    private static final int FREE = 0;

    private int size;
    private long[] hashes = new long[FIRST_NAMES];
    private int[] counts = new int[FIRST_NAMES];
    private String[] names = new String[FIRST_NAMES];
    /** Open addressing, half empty at least: a name's place and 1, or {@value #FREE}. */
    private int[] index = new int[2 * FIRST_NAMES];

    /** Where a name is; negative when it isn't here. */
    int placeOf(long hash) {
        for (int slot = home(hash); index[slot] != FREE; slot = next(slot)) {
            int place = index[slot] - 1;
            if (hashes[place] == hash) {
                return place;
            }
        }
        return NOTHING;
    }

    void increment(int place) {
        counts[place]++;
    }

    int size() {
        return size;
    }

    /** Whether a name more has room without another one's end. */
    boolean hasRoom() {
        return size < MOST_NAMES;
    }

    /** Adds a name that isn't here, while there is room. */
    void add(long hash, String name) {
        if (size == hashes.length) {
            grow();
        }
        put(size++, hash, name);
    }

    /**
     * The place that a name which isn't here may have, if it may; for {@link #replace}.
     *
     * @param random uniform
     * @return negative: the name is not to be counted
     */
    int admission(long random) {
        int rarest = NOTHING;
        for (int i = 0; i < CANDIDATES && size > 0; i++) {
            int place = (int) ((random >>> (i * 12)) & 0xfff) % size;
            rarest = rarest == NOTHING || counts[place] < counts[rarest] ? place : rarest;
        }
        return rarest != NOTHING && (random >>> 48) % (counts[rarest] + 1L) == 0 ? rarest : NOTHING;
    }

    /** The name that has this place ends, another one begins with one count. */
    void replace(int place, long hash, String name) {
        remove(hashes[place]);
        put(place, hash, name);
    }

    /** A copy; two names that are the same text for people are one. */
    Map<String, Long> toMap() {
        Map<String, Long> map = HashMap.newHashMap(size);
        for (int place = 0; place < size; place++) {
            map.merge(names[place], (long) counts[place], Long::sum);
        }
        return map;
    }

    private void put(int place, long hash, String name) {
        hashes[place] = hash;
        counts[place] = 1;
        names[place] = name;
        enter(place);
    }

    private void enter(int place) {
        int slot = home(hashes[place]);
        while (index[slot] != FREE) {
            slot = next(slot);
        }
        index[slot] = place + 1;
    }

    /** Those behind it in its run move up, so that none is looked for in vain. */
    private void remove(long hash) {
        int hole = home(hash);
        while (hashes[index[hole] - 1] != hash) {
            hole = next(hole);
        }
        for (int slot = next(hole); index[slot] != FREE; slot = next(slot)) {
            int wanted = home(hashes[index[slot] - 1]);
            if (((slot - wanted) & (index.length - 1)) >= ((slot - hole) & (index.length - 1))) {
                index[hole] = index[slot];
                hole = slot;
            }
        }
        index[hole] = FREE;
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
        names = Arrays.copyOf(names, 2 * size);
        index = new int[2 * index.length];
        for (int place = 0; place < size; place++) {
            enter(place);
        }
    }

    private int home(long hash) {
        return (int) (hash >>> 32) & (index.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (index.length - 1);
    }
}
