package io.countersign.rest.propagation;

import io.countersign.schemas.node.NodePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The SIP nodes and what each has applied. A member was seen in the last {@link #SEEN_WITHIN} and has not signed off; a
 * silent one stays a member for so long, so that a receipt names it. Guarded by {@link Propagation}.
 */
final class Members {
    static final Duration SEEN_WITHIN = Duration.ofMinutes(10);

    private final SortedMap<String, Member> members = new TreeMap<>();

    /** What a node last reported; a new incarnation replaces the former. */
    void report(String node, NodePosition position) {
        if (position.getSignedOff()) {
            members.remove(node);
        } else {
            Map<Integer, Long> applied = new HashMap<>();
            position.getAppliedOffsets().forEach((partition, offset) -> applied.put(Integer.valueOf(partition), offset));
            members.put(node, new Member(position.getGeneration(), Map.copyOf(applied), position.getAt()));
        }
    }

    void remove(String node) {
        members.remove(node);
    }

    /** Forgets who was not seen for too long. */
    void forgetSilent(Instant now) {
        Instant oldest = now.minus(SEEN_WITHIN);
        members.values().removeIf(member -> member.at().isBefore(oldest));
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** How many have not reported since. */
    int silentSince(Instant then) {
        return (int) members.values().stream().filter(member -> member.at().isBefore(then)).count();
    }

    /** Up to which offset (exclusive) every member has applied a partition of a generation; 0 without members. */
    long appliedByAll(int generation, int partition) {
        return members.values().stream()
                .mapToLong(member -> member.applied(generation, partition))
                .min()
                .orElse(0);
    }

    /** Members that have not applied the record at an offset, sorted. */
    List<String> behind(int generation, int partition, long offset) {
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().applied(generation, partition) <= offset)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Members that use an older generation than this one, sorted. */
    List<String> before(int generation) {
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().generation() < generation)
                .map(Map.Entry::getKey)
                .toList();
    }

    private record Member(int generation, Map<Integer, Long> appliedOffsets, Instant at) {
        long applied(int wantedGeneration, int partition) {
            return generation == wantedGeneration ? appliedOffsets.getOrDefault(partition, 0L) : 0L;
        }
    }
}
