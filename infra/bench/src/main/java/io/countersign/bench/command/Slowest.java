package io.countersign.bench.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The few slowest commands of a round and when they began: several at one moment are one stall of the whole server,
 * scattered ones are each its own. Owned by one thread.
 */
final class Slowest {
    private static final int KEPT = 5;

    private final List<Command> commands = new ArrayList<>();

    /** When a command began, from the start of the round, and how long it took. */
    record Command(Duration began, Duration took) {}

    void offer(Command command) {
        commands.add(command);
        if (commands.size() > KEPT) {
            commands.sort(Comparator.comparing(Command::took).reversed());
            commands.removeLast();
        }
    }

    void addAll(Slowest other) {
        List.copyOf(other.commands).forEach(this::offer);
    }

    /** {@code took@began} of each in milliseconds, in the order of their beginning. */
    String text() {
        return commands.stream()
                .sorted(Comparator.comparing(Command::began))
                .map(command -> String.format(Locale.ROOT, "%.1f@%d", command.took().toNanos() / 1e6, command.began().toMillis()))
                .collect(Collectors.joining(" "));
    }
}
