package io.countersign.bench.propagation;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.node.NodePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * When records of the pipeline reach a consumer that reads committed only, by this process's clock. Three tails write;
 * whoever measures reads; the maps are concurrent, the list is guarded by itself.
 */
final class Arrivals implements AutoCloseable {
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(60);

    private final Map<String, CompletableFuture<Arrival>> created = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Arrival>> deleted = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Arrival>> rows = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Arrival>> tombstones = new ConcurrentHashMap<>();
    private final List<Report> reports = new ArrayList<>();
    private final List<TopicTail<?>> tails;

    /**
     * One record as it came.
     *
     * @param nanos this process's clock when it was handed over
     */
    record Arrival(long nanos, int partition, long offset) {}

    private record Report(long nanos, Map<String, Long> appliedOffsets) {}

    private Arrivals(KafkaSettings settings, int generation) {
        this.tails = List.of(
                TopicTail.start(settings, "bench-events", List.of(Topics.TRUNK_EVENTS), TrunkEventEnvelope.class, this::onEvent),
                TopicTail.start(settings, "bench-rows", List.of(Topics.authTable(generation)), SpecificRecord.class, this::onRow),
                TopicTail.start(settings, "bench-positions", List.of(Topics.NODE_POSITIONS), NodePosition.class, this::onPosition));
    }

    /** Follows the topics; returns when all that was there has been read. */
    static Arrivals start(KafkaSettings settings, int generation)
            throws InterruptedException, ExecutionException, TimeoutException {
        Arrivals arrivals = new Arrivals(settings, generation);
        for (TopicTail<?> tail : arrivals.tails) {
            tail.loaded().get(LOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        return arrivals;
    }

    /** The event that says that this username's credential was created. */
    CompletableFuture<Arrival> created(String username) {
        return created.computeIfAbsent(username, _ -> new CompletableFuture<>());
    }

    /** The event that says that this credential was deleted. */
    CompletableFuture<Arrival> deleted(String credential) {
        return deleted.computeIfAbsent(credential, _ -> new CompletableFuture<>());
    }

    /** The first row of the auth table with this key. */
    CompletableFuture<Arrival> row(String key) {
        return rows.computeIfAbsent(key, _ -> new CompletableFuture<>());
    }

    /** Its tombstone. */
    CompletableFuture<Arrival> tombstone(String key) {
        return tombstones.computeIfAbsent(key, _ -> new CompletableFuture<>());
    }

    /** Waits for the first report of a node that has applied this row, and gives this process's clock at its arrival. */
    long awaitApplied(Arrival row, Duration timeout) throws InterruptedException, TimeoutException {
        String partition = Integer.toString(row.partition());
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (reports) {
            while (true) {
                for (Report report : reports) {
                    if (report.appliedOffsets().getOrDefault(partition, 0L) > row.offset()) {
                        return report.nanos();
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("no node has reported offset " + row.offset() + " of partition " + partition + " within " + timeout);
                }
                TimeUnit.NANOSECONDS.timedWait(reports, left);
            }
        }
    }

    /** Drops the reports so far: later ones say more. */
    void forgetReports() {
        synchronized (reports) {
            reports.clear();
        }
    }

    @Override
    public void close() {
        tails.forEach(TopicTail::close);
    }

    private void onEvent(ConsumerRecord<String, @Nullable TrunkEventEnvelope> record) {
        Arrival arrival = arrival(record);
        TrunkEventEnvelope event = record.value();
        if (event != null && event.getPayload() instanceof CredentialCreated credential) {
            created(credential.getUsername()).complete(arrival);
        } else if (event != null && event.getPayload() instanceof CredentialDeleted credential) {
            deleted(credential.getCredentialId()).complete(arrival);
        }
    }

    private void onRow(ConsumerRecord<String, @Nullable SpecificRecord> record) {
        Arrival arrival = arrival(record);
        (record.value() == null ? tombstone(record.key()) : row(record.key())).complete(arrival);
    }

    private void onPosition(ConsumerRecord<String, @Nullable NodePosition> record) {
        long now = System.nanoTime();
        NodePosition position = record.value();
        if (position != null) {
            synchronized (reports) {
                reports.add(new Report(now, position.getAppliedOffsets()));
                reports.notifyAll();
            }
        }
    }

    private static Arrival arrival(ConsumerRecord<?, ?> record) {
        return new Arrival(System.nanoTime(), record.partition(), record.offset());
    }
}
