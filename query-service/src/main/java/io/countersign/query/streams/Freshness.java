package io.countersign.query.streams;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How fresh the parts of stores are that are here, from samples of how far each has come. One thread writes, any reads.
 *
 * <p>A part that has reached an end contains everything up to the moment when that was the end. A part whose position went
 * back has been emptied, and is of no use until it has reached an end again.
 */
final class Freshness {
    private final Map<Part, State> parts = new ConcurrentHashMap<>();

    /** A part of a store. */
    record Part(String store, int partition) {}

    /**
     * Where a part was in its changelog.
     *
     * @param current offset that it has come to
     * @param end offset of the changelog's end
     */
    record Position(long current, long end) {}

    /** {@code goal} was the end at {@code goalAt}; {@code asOf} is when the last goal that was reached was set. */
    private record State(long current, long goal, Instant goalAt, Optional<Instant> asOf) {}

    /** A sample of all parts that are here now; what isn't in it is forgotten. */
    void sampled(Instant at, Map<Part, Position> positions) {
        parts.keySet().retainAll(positions.keySet());
        positions.forEach((part, position) ->
                parts.merge(part, first(at, position), (before, _) -> next(before, at, position)));
    }

    Optional<Instant> asOf(Part part) {
        return Optional.ofNullable(parts.get(part)).flatMap(State::asOf);
    }

    private static State first(Instant at, Position position) {
        return new State(
                position.current(), position.end(), at, position.current() >= position.end() ? Optional.of(at) : Optional.empty());
    }

    private static State next(State before, Instant at, Position position) {
        if (position.current() < before.current() || position.current() >= position.end()) {
            return first(at, position);
        }
        return position.current() >= before.goal()
                ? new State(position.current(), position.end(), at, Optional.of(before.goalAt()))
                : new State(position.current(), before.goal(), before.goalAt(), before.asOf());
    }
}
