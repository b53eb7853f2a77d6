package io.countersign.bench.propagation;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.Topics;
import io.countersign.schemas.node.NodePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every position report of every SIP node, with this process's clock at its arrival: a node reports what it has applied, so
 * the first report that covers a row is the latest moment at which the row can have taken effect there. One tail writes.
 */
final class NodeReports implements AutoCloseable {
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_REPORTS = 1_000_000;

    private final Map<String, List<Report>> byNode = new HashMap<>();
    private final TopicTail<NodePosition> tail;
    private int count;

    private record Report(long nanos, Map<String, Long> appliedOffsets) {}

    private NodeReports(KafkaSettings settings) {
        this.tail = TopicTail.start(settings, "bench-reports", List.of(Topics.NODE_POSITIONS), NodePosition.class, this::onReport);
    }

    static NodeReports start(KafkaSettings settings) throws InterruptedException, ExecutionException, TimeoutException {
        NodeReports reports = new NodeReports(settings);
        reports.tail.loaded().get(LOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        return reports;
    }

    /** The nodes that have reported since the start, those of earlier runs included. */
    synchronized Set<String> nodes() {
        return new TreeSet<>(byNode.keySet());
    }

    /** Forgets the reports so far, and so the nodes that report no more. */
    synchronized void forget() {
        byNode.clear();
        count = 0;
    }

    /** When that node first said that it has applied the row at that offset. */
    synchronized Optional<Long> applied(String node, int partition, long offset) {
        String number = Integer.toString(partition);
        return byNode.getOrDefault(node, List.of()).stream()
                .filter(report -> report.appliedOffsets().getOrDefault(number, 0L) > offset)
                .min(Comparator.comparingLong(Report::nanos))
                .map(Report::nanos);
    }

    @Override
    public void close() {
        tail.close();
    }

    private synchronized void onReport(ConsumerRecord<String, @Nullable NodePosition> record) {
        long now = System.nanoTime();
        NodePosition position = record.value();
        if (position != null && count++ < MAX_REPORTS) {
            byNode.computeIfAbsent(record.key(), _ -> new ArrayList<>()).add(new Report(now, position.getAppliedOffsets()));
        }
    }
}
