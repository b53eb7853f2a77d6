package io.countersign.bench.measure;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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

    /**
     * Of the ratios of two figures of the same round each: what the machine does to a round, it does to both.
     *
     * @param of as many rounds as {@code to}
     */
    public static Spread ofRatios(List<Double> of, List<Double> to) {
        if (of.size() != to.size()) {
            throw new IllegalArgumentException(of.size() + " rounds beside " + to.size() + " (expected: as many)");
        }
        return of(IntStream.range(0, of.size()).mapToObj(round -> of.get(round) / to.get(round)).toList());
    }

    /** {@code median (min–max)} with that many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median, min, max);
    }
}
