package io.countersign.systemtests.check;

import io.countersign.systemtests.check.Fact.Effect;
import io.countersign.systemtests.check.Request.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares requests with the event log (in each aggregate's order).
 *
 * @param lost acknowledged, and not in the log
 * @param twice in the log more than once
 * @param gaps sequences of an aggregate that are missing before a later one
 * @param unasked in the log, but of a request that was refused or never made
 * @param refused requests that were refused, though each is one that must succeed
 */
public record LogCheck(
        int acknowledged, List<String> lost, List<String> twice, List<String> gaps, List<String> unasked, List<String> refused) {

    public static LogCheck of(List<Request> requests, List<Fact> log) {
        LogCheck check = new LogCheck(
                (int) requests.stream().filter(it -> it.outcome() instanceof Outcome.Acknowledged).count(),
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        check.followSequences(log);
        Map<Effect, List<Fact>> effects = new HashMap<>();
        for (Fact fact : log) {
            fact.effect().ifPresent(effect -> effects.computeIfAbsent(effect, it -> new ArrayList<>()).add(fact));
        }
        for (Request request : requests) {
            Effect effect = new Effect(request.kind(), request.tag());
            List<Fact> found = effects.getOrDefault(effect, List.of());
            effects.remove(effect);
            check.compare(request, found);
        }
        effects.keySet().forEach(effect -> check.unasked.add(effect + " was never asked for"));
        return check;
    }

    /** Nothing is wrong. */
    public boolean isClean() {
        return lost.isEmpty() && twice.isEmpty() && gaps.isEmpty() && unasked.isEmpty() && refused.isEmpty();
    }

    private void compare(Request request, List<Fact> found) {
        String what = request.kind() + " " + request.tag();
        if (found.size() > 1) {
            twice.add(what + " is in the log " + found.size() + " times");
        }
        switch (request.outcome()) {
            case Outcome.Acknowledged acknowledged -> {
                if (found.stream().noneMatch(fact -> fact.subject().equals(acknowledged.id()))) {
                    lost.add(what + " was acknowledged as " + acknowledged.id());
                }
            }
            case Outcome.Refused refusal -> {
                refused.add(what + " was refused with " + refusal.status());
                if (!found.isEmpty()) {
                    unasked.add(what + " was refused and has happened");
                }
            }
            case Outcome.Unknown _ -> { }
        }
    }

    private void followSequences(List<Fact> log) {
        Map<String, Long> last = new HashMap<>();
        Set<String> eventIds = new HashSet<>();
        for (Fact fact : log) {
            String what = fact.aggregateId() + " sequence " + fact.sequence();
            long expected = last.getOrDefault(fact.aggregateId(), 0L) + 1;
            if (fact.sequence() > expected) {
                gaps.add(what + " (expected: " + expected + ")");
            } else if (fact.sequence() < expected) {
                twice.add(what + " comes again (expected: " + expected + ")");
            } else if (!eventIds.add(fact.eventId())) {
                twice.add(what + " has the id of another event");
            }
            last.merge(fact.aggregateId(), fact.sequence(), Math::max);
        }
    }
}
