package io.countersign.bench.measure;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Response times, kept to three digits. Owned by one thread until it is merged into another. */
public final class Latencies {
    /** Whatever takes longer counts as this long; every wait of the benchmarks is bounded below it. */
    private static final Duration HIGHEST = Duration.ofMinutes(1);

    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram = new Histogram(HIGHEST.toNanos(), SIGNIFICANT_DIGITS);

    /** Takes in one response time; a negative one is a fault of the caller's clock reading. */
    public void record(long nanos) {
        histogram.recordValue(Math.min(nanos, HIGHEST.toNanos()));
    }

    /** Adds all of another's. */
    public void add(Latencies other) {
        histogram.add(other.histogram);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** The time that this share (0 to 100) of all took at most; 0 when there are none. */
    public Duration percentile(double percent) {
        return count() == 0 ? Duration.ZERO : Duration.ofNanos(histogram.getValueAtPercentile(percent));
    }

    /** The longest. */
    public Duration max() {
        return count() == 0 ? Duration.ZERO : Duration.ofNanos(histogram.getMaxValue());
    }
}
