package io.countersign.query.rebuild;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The generations of one thing, as the steps tell it. Every instance folds the same steps in the same order and comes to the
 * same; a step that doesn't fit what was before (the second of two requests, a completion after a cancellation) changes
 * nothing. A number is used once.
 *
 * @param live the one that serves
 * @param next the one that is being built
 * @param former those that served and may still be used by somebody, with the time when their successor was completed
 * @param ended those that nobody uses any more, since when
 * @param highest the highest number that was ever given
 */
record Generations(
        int live, Optional<Next> next, Map<Integer, Instant> former, Map<Integer, Instant> ended, int highest) {
    private static final int FIRST = 1;

    Generations {
        former = Map.copyOf(former);
        ended = Map.copyOf(ended);
    }

    /**
     * A generation that is being built.
     *
     * @param id of the step that asked for it
     */
    record Next(int generation, String id, Instant since) {}

    /** As they are in a new installation. */
    static Generations first() {
        return new Generations(FIRST, Optional.empty(), Map.of(), Map.of(), FIRST);
    }

    Generations after(Step step) {
        return switch (step.kind()) {
            case REQUESTED -> next.isEmpty() && step.generation() == highest + 1
                    ? new Generations(
                            live, Optional.of(new Next(step.generation(), step.id(), step.at())), former, ended, step.generation())
                    : this;
            case COMPLETED -> isNext(step)
                    ? new Generations(step.generation(), Optional.empty(), with(former, live, step.at()), ended, highest)
                    : this;
            case CANCELLED -> isNext(step)
                    ? new Generations(live, Optional.empty(), former, with(ended, step.generation(), step.at()), highest)
                    : this;
            case RETIRED -> former.containsKey(step.generation())
                    ? new Generations(live, next, without(former, step.generation()), with(ended, step.generation(), step.at()), highest)
                    : this;
        };
    }

    /** Those that are to be kept up to date. */
    SortedSet<Integer> running() {
        SortedSet<Integer> running = new TreeSet<>(former.keySet());
        running.add(live);
        next.ifPresent(it -> running.add(it.generation()));
        return running;
    }

    private boolean isNext(Step step) {
        return next.map(it -> it.generation() == step.generation()).orElse(false);
    }

    private static Map<Integer, Instant> with(Map<Integer, Instant> all, int generation, Instant at) {
        Map<Integer, Instant> more = new HashMap<>(all);
        more.put(generation, at);
        return more;
    }

    private static Map<Integer, Instant> without(Map<Integer, Instant> all, int generation) {
        Map<Integer, Instant> fewer = new HashMap<>(all);
        fewer.remove(generation);
        return fewer;
    }
}
