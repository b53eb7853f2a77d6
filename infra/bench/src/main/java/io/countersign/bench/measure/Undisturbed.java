package io.countersign.bench.measure;

import java.util.Locale;

/** Latencies of those parts of a measurement in which the hypervisor took no time away ({@link StolenTime}). Owned by one thread. */
public final class Undisturbed {
    private final Latencies latencies = new Latencies();
    private int parts;
    private int ofParts;

    /** Adds what was measured in so many parts without a disturbance, of so many in all. */
    public void add(Latencies undisturbed, int undisturbedParts, int allParts) {
        latencies.add(undisturbed);
        parts += undisturbedParts;
        ofParts += allParts;
    }

    /** {@code p50, p99 (parts of all)}, both in milliseconds; the share alone where it is none. */
    public String text() {
        String share = parts + " of " + ofParts;
        return parts == 0 ? share : millis(50) + ", " + millis(99) + " (" + share + ")";
    }

    private String millis(double percent) {
        return String.format(Locale.ROOT, "%.2f", latencies.percentile(percent).toNanos() / 1e6);
    }
}
