package io.countersign.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Durations in nanoseconds, each kept. A hop between two processes may come out negative: an event can be in Kafka before
 * the caller has read the answer to its command. Owned by one thread.
 */
public final class Samples {
    private final List<Long> nanos = new ArrayList<>();

    public void add(long duration) {
        nanos.add(duration);
    }

    public int count() {
        return nanos.size();
    }

    /** The smallest sample that at least this share (0 to 100) of all don't exceed (nearest rank); there must be one. */
    public long percentile(double percent) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException("no sample (expected: 1 or more)");
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
    }

    /** The same in milliseconds with two decimals; a dash when there is no sample. */
    public String millis(double percent) {
        return nanos.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", percentile(percent) / 1e6);
    }
}
