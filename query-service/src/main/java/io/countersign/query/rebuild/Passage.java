package io.countersign.query.rebuild;

import io.countersign.schemas.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether an application has passed everything that was there at a moment. First the facts as they were when this began;
 * then, as all of them are folded, the facts and the topics between the application's parts as they are by then.
 * Owned by one thread.
 */
final class Passage {
    private final InputOffsets offsets;
    private final String applicationId;
    private final Set<String> inputs;
    private final Set<String> all;
    private Optional<Map<TopicPartition, Long>> first = Optional.empty();
    private Optional<Map<TopicPartition, Long>> second = Optional.empty();

    Passage(InputOffsets offsets, String applicationId, Set<Topic> inputs, Set<String> innerInputs) {
        this.offsets = offsets;
        this.applicationId = applicationId;
        this.inputs = inputs.stream().map(Topic::name).collect(Collectors.toSet());
        this.all = new TreeSet<>(this.inputs);
        this.all.addAll(innerInputs);
    }

    /** To be asked again and again until it is true. */
    boolean isOver() {
        if (first.isEmpty()) {
            first = Optional.of(offsets.ends(inputs));
        }
        Map<TopicPartition, Long> passed = offsets.passed(applicationId);
        if (!hasPassed(passed, first.get())) {
            return false;
        }
        if (second.isEmpty()) {
            second = Optional.of(offsets.ends(all));
        }
        return hasPassed(passed, second.get());
    }

    /** How much there is, and how much of it is done. */
    Progress progress() {
        Map<TopicPartition, Long> beginnings = offsets.beginnings(inputs);
        Map<TopicPartition, Long> ends = offsets.ends(inputs);
        Map<TopicPartition, Long> passed = offsets.passed(applicationId);
        long done = 0;
        long total = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long beginning = beginnings.getOrDefault(end.getKey(), 0L);
            total += end.getValue() - beginning;
            done += Math.max(0, Math.min(end.getValue(), passed.getOrDefault(end.getKey(), 0L)) - beginning);
        }
        return new Progress(done, total);
    }

    private static boolean hasPassed(Map<TopicPartition, Long> passed, Map<TopicPartition, Long> goal) {
        return goal.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || passed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** In records of the topics of facts. */
    record Progress(long done, long total) {
        /** 0 to 1. */
        double fraction() {
            return total == 0 ? 1 : (double) done / total;
        }
    }
}
