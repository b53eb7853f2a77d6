package io.countersign.rest.propagation;

import io.countersign.kafka.GenerationPointer;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.rest.propagation.TableVersions.Before;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.node.NodePosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a {@link Propagation} from Kafka: the pointer to the live generation, that generation of the auth table, and the
 * nodes' positions. A new generation is read beside the old one and takes its place when it is loaded.
 */
public final class PropagationTails implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PropagationTails.class);

    private final Propagation propagation;
    private final KafkaSettings settings;
    private final String clientId;
    private final TopicTail<NodePosition> positions;
    private final TopicTail<AuthGeneration> pointer;

    /** Guards the two tables below: the pointer's thread, a table's thread, close. */
    private final Object lock = new Object();

    private @Nullable Table current;
    private @Nullable Table next;

    private PropagationTails(Propagation propagation, KafkaSettings settings, String clientId) {
        this.propagation = propagation;
        this.settings = settings;
        this.clientId = clientId;
        this.positions = TopicTail.start(
                settings, clientId + "-node-positions", List.of(Topics.NODE_POSITIONS), NodePosition.class, new PositionListener());
        this.pointer = GenerationPointer.follow(settings, clientId, this::follow);
        var _ = positions.loaded().thenRun(propagation::onMembersKnown);
    }

    /** Starts to read. */
    public static PropagationTails start(Propagation propagation, KafkaSettings settings, String clientId) {
        return new PropagationTails(propagation, settings, clientId);
    }

    /** What is read at the moment, for health: positions, pointer, and the live table once there is one. */
    public List<TopicTail<?>> tails() {
        synchronized (lock) {
            return current == null ? List.of(positions, pointer) : List.of(positions, pointer, current.tail);
        }
    }

    /** Whether a generation is live here and everything that is read goes on. */
    public boolean isUsable() {
        synchronized (lock) {
            return current != null && tails().stream().allMatch(tail -> tail.isLoaded() && tail.failure().isEmpty());
        }
    }

    @Override
    public void close() {
        positions.close();
        pointer.close();
        synchronized (lock) {
            Optional.ofNullable(current).ifPresent(Table::close);
            Optional.ofNullable(next).ifPresent(Table::close);
        }
    }

    private void follow(int number) {
        synchronized (lock) {
            if ((current != null && current.versions.generation() >= number)
                    || (next != null && next.versions.generation() >= number)) {
                return;
            }
            if (next != null) {
                closeLater(next); // overtaken before it was loaded
            }
            next = new Table(number);
            Table loading = next;
            var _ = loading.tail.loaded().thenRun(() -> swap(loading));
        }
    }

    private void swap(Table loaded) {
        synchronized (lock) {
            if (next != loaded) {
                return; // overtaken
            }
            Optional.ofNullable(current).ifPresent(PropagationTails::closeLater);
            current = loaded;
            next = null;
        }
        loaded.before = Before.NOTHING;
        propagation.onLive(loaded.versions);
        LOG.info("propagation.live generation={}", loaded.versions.generation());
    }

    /** A tail's end is waited for elsewhere than on a tail's thread. */
    private static void closeLater(Table table) {
        Thread.ofVirtual().name("table-close").start(table::close);
    }

    /** One generation of the auth table and what was read of it. */
    private final class Table implements TailListener<SpecificRecord> {
        private final TableVersions versions;
        private final TopicTail<SpecificRecord> tail;
        private volatile Before before = Before.START;

        Table(int generation) {
            this.versions = new TableVersions(generation);
            this.tail = TopicTail.start(
                    settings, clientId + "-auth-table-g" + generation, List.of(Topics.authTable(generation)), SpecificRecord.class, this);
        }

        @Override
        public void onRecord(ConsumerRecord<String, @Nullable SpecificRecord> record) {
            propagation.onTableRecord(versions, record, before);
        }

        @Override
        public void onBatchApplied(Map<TopicPartition, Long> positions) {
            propagation.onTableBatch();
        }

        void close() {
            tail.close();
        }
    }

    private final class PositionListener implements TailListener<NodePosition> {
        @Override
        public void onRecord(ConsumerRecord<String, @Nullable NodePosition> record) {
            propagation.onPosition(record.key(), record.value());
        }

        @Override
        public void onBatchApplied(Map<TopicPartition, Long> applied) {
            propagation.onPositionBatch();
        }
    }
}
