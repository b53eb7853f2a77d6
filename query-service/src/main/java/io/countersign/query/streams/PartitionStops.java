package io.countersign.query.streams;

import io.countersign.query.event.UnfoldableEventException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where partitions of one application stopped: at an event that can't be folded. What follows in the partition is read past
 * and not folded; {@link HoldingClients} neither acknowledge nor delete it, so it comes again when the task begins anew, here
 * or elsewhere. The other partitions go on. A partition is written by the stream thread that owns it and read by any thread.
 */
public final class PartitionStops {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStops.class);

    private final Map<TopicPartition, Stop> stops = new ConcurrentHashMap<>();

    private record Stop(TaskId task, long offset, String cause) {}

    /** A task begins, at the last acknowledged record: whatever stopped it will come again. */
    public void begin(ProcessingContext context) {
        forget(context.taskId());
    }

    /** A task ends here; whoever has it next will find what stopped it. */
    public void end(ProcessingContext context) {
        forget(context.taskId());
    }

    /** Runs the step of a processor for the context's record, unless the record's partition has stopped. */
    public void fold(ProcessingContext context, Runnable step) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        if (stops.containsKey(partition)) {
            return;
        }
        try {
            step.run();
        } catch (UnfoldableEventException e) {
            stops.put(partition, new Stop(context.taskId(), place.offset(), e.getClass().getSimpleName()));
            LOG.error("streams.partition.stopped application={} partition={} offset={}",
                    context.applicationId(), partition, place.offset(), e);
        }
    }

    /** The record that a partition stopped at, if it did. */
    public OptionalLong offset(TopicPartition partition) {
        Stop stop = stops.get(partition);
        return stop == null ? OptionalLong.empty() : OptionalLong.of(stop.offset());
    }

    /** Each stopped partition and the kind of its cause, for people; no id of anything in it. */
    public List<String> descriptions() {
        return stops.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue().cause() + ")")
                .sorted()
                .toList();
    }

    /** Offsets to acknowledge: none past the record that its partition stopped at. */
    Map<TopicPartition, OffsetAndMetadata> held(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return held(offsets, OffsetAndMetadata::offset, (offset, limit) -> new OffsetAndMetadata(limit, offset.metadata()));
    }

    /** Read records to delete: not the one that its partition stopped at, nor a later one. */
    Map<TopicPartition, RecordsToDelete> kept(Map<TopicPartition, RecordsToDelete> records) {
        return held(records, RecordsToDelete::beforeOffset, (before, limit) -> RecordsToDelete.beforeOffset(limit));
    }

    private <T> Map<TopicPartition, T> held(
            Map<TopicPartition, T> wanted, ToLongFunction<T> offset, BiFunction<T, Long, T> lowered) {
        Map<TopicPartition, T> held = new HashMap<>(wanted);
        held.replaceAll((partition, value) -> {
            Stop stop = stops.get(partition);
            return stop == null || offset.applyAsLong(value) <= stop.offset() ? value : lowered.apply(value, stop.offset());
        });
        return held;
    }

    private void forget(TaskId task) {
        stops.values().removeIf(stop -> stop.task().equals(task));
    }
}
