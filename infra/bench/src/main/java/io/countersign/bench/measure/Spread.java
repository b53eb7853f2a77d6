package io.countersign.bench.measure;

import java.util.Collection;
import java.util.Locale;

/** Median, least and greatest of a figure over several rounds. */
public record Spread(double median, double min, double max) {
    /** Of at least one round; the median of an even number is the mean of the two in the middle. */
    public static Spread of(Collection<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round (expected: 1 or more)");
        }
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** {@code median (min–max)} with that many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median, min, max);
    }
}
