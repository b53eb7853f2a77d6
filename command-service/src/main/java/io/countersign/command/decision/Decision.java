package io.countersign.command.decision;

import java.util.List;

/**
 * What a pure {@code decide} answers: the facts that follow from a command, or why there are none.
 *
 * @param <E> the aggregate's events
 */
public sealed interface Decision<E> {

    /** The command is accepted; these facts follow, in this order. */
    record Accepted<E>(List<E> events) implements Decision<E> {
        public Accepted {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("an acceptance without events (expected: at least one, or a refusal)");
            }
        }
    }

    /** The command is refused; nothing changes. */
    record Refused<E>(Refusal refusal) implements Decision<E> {}

    /** One fact follows. */
    static <E> Decision<E> accept(E event) {
        return new Accepted<>(List.of(event));
    }

    /** Several facts follow. */
    static <E> Decision<E> accept(List<E> events) {
        return new Accepted<>(events);
    }

    /** Nothing follows. */
    static <E> Decision<E> refuse(Refusal refusal) {
        return new Refused<>(refusal);
    }
}
