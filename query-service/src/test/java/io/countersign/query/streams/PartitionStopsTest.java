package io.countersign.query.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.event.VersionGapException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionStopsTest {
    private static final TopicPartition STOPPED = new TopicPartition("facts", 1);
    private static final TopicPartition OTHER = new TopicPartition("facts", 2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final PartitionStops stops = new PartitionStops();
    private final List<Long> folded = new ArrayList<>();

    @Test
    void foldsNothingFromTheStopOnAndGoesOnElsewhere() {
        fold(STOPPED, 6);
        gap(STOPPED, 7);
        fold(STOPPED, 8);
        fold(OTHER, 9);

        assertThat(folded).containsExactly(6L, 9L);
        assertThat(stops.descriptions()).containsExactly("facts-1 (VersionGapException)");
    }

    @Test
    void acknowledgesNothingFromTheStopOn() {
        gap(STOPPED, 7);

        assertThat(stops.held(Map.of(STOPPED, new OffsetAndMetadata(20, "m"), OTHER, new OffsetAndMetadata(20, "m"))))
                .containsOnly(
                        Map.entry(STOPPED, new OffsetAndMetadata(7, "m")), Map.entry(OTHER, new OffsetAndMetadata(20, "m")));
        assertThat(stops.held(Map.of(STOPPED, new OffsetAndMetadata(5)))).containsValue(new OffsetAndMetadata(5));
    }

    @Test
    void deletesNothingFromTheStopOn() {
        gap(STOPPED, 7);

        assertThat(stops.kept(Map.of(STOPPED, RecordsToDelete.beforeOffset(20), OTHER, RecordsToDelete.beforeOffset(20))))
                .containsOnly(
                        Map.entry(STOPPED, RecordsToDelete.beforeOffset(7)), Map.entry(OTHER, RecordsToDelete.beforeOffset(20)));
    }

    @Test
    void aTaskThatBeginsAnewFoldsAgain() {
        gap(STOPPED, 7);

        stops.begin(context(STOPPED, 7));
        fold(STOPPED, 7);

        assertThat(folded).containsExactly(7L);
        assertThat(stops.descriptions()).isEmpty();
    }

    @Test
    void anyOtherFaultIsNotKept() {
        assertThatThrownBy(() -> stops.fold(context(STOPPED, 7), () -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stops.descriptions()).isEmpty();
    }

    private void fold(TopicPartition partition, long offset) {
        stops.fold(context(partition, offset), () -> folded.add(offset));
    }

    private void gap(TopicPartition partition, long offset) {
        stops.fold(context(partition, offset), () -> {
            throw new VersionGapException("trunk_1", 1, 3);
        });
    }

    private MockProcessorContext<Void, Void> context(TopicPartition partition, long offset) {
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, partition.partition()), folder.toFile());
        context.setRecordMetadata(partition.topic(), partition.partition(), offset);
        return context;
    }
}
