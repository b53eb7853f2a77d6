package io.countersign.bench.command;

import io.countersign.bench.command.CommandLoad.Done;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The few slowest commands of a round and when they began: several at one moment are one stall of the whole server,
 * scattered ones are each its own.
 */
final class Slowest {
    private static final int SHOWN = 5;

    private Slowest() {}

    /** {@code took@began} of each in milliseconds, in the order of their beginning. */
    static String text(List<Done> done) {
        return done.stream()
                .sorted(Comparator.comparing(Done::took).reversed())
                .limit(SHOWN)
                .sorted(Comparator.comparing(Done::began))
                .map(command -> String.format(Locale.ROOT, "%.1f@%d", command.took().toNanos() / 1e6, command.began().toMillis()))
                .collect(Collectors.joining(" "));
    }
}
