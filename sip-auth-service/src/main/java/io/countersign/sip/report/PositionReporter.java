package io.countersign.sip.report;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.node.NodePosition;
import io.countersign.sip.account.AppliedPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how far this node's table is: at once after a change, each second, and a last time when the node ends in order.
 * Whoever brings a change hands it over and goes on; one thread owns the producer.
 */
public final class PositionReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PositionReporter.class);
    private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String node;
    private final String incarnation;
    private final InstantSource clock;
    private final Producer<String, NodePosition> producer;
    private final AtomicReference<@Nullable AppliedPosition> changed = new AtomicReference<>();
    private final LongAdder unsent = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    private PositionReporter(KafkaSettings kafka, String node, String incarnation, InstantSource clock) {
        this.node = node;
        this.incarnation = incarnation;
        this.clock = clock;
        this.producer =
                new KafkaProducer<>(kafka.producer(node + "-positions"), new StringSerializer(), new AvroSerializer<>());
        this.thread = Thread.ofPlatform().name(node + "-positions").daemon(true).unstarted(this::run);
    }

    /** Starts the reporting thread; it reports nothing before the first position. */
    public static PositionReporter start(KafkaSettings kafka, String node, String incarnation, InstantSource clock) {
        PositionReporter reporter = new PositionReporter(kafka, node, incarnation, clock);
        reporter.thread.start();
        return reporter;
    }

    /** Reports this position now and from now on. */
    public void report(AppliedPosition position) {
        changed.set(position);
        LockSupport.unpark(thread);
    }

    /** Reports that Kafka didn't take. */
    public long unsent() {
        return unsent.sum();
    }

    /** Signs the node off. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("positions.close.timeout node={}", node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        AppliedPosition latest = null;
        long lastSent = System.nanoTime() - EACH_NANOS;
        while (!closed) {
            AppliedPosition change = changed.getAndSet(null);
            if (change != null) {
                latest = change;
            }
            long waited = System.nanoTime() - lastSent;
            if (latest != null && (change != null || waited >= EACH_NANOS)) {
                lastSent = System.nanoTime();
                send(latest, Presence.SERVING);
            } else {
                LockSupport.parkNanos(this, latest == null ? EACH_NANOS : EACH_NANOS - waited);
            }
        }
        if (latest != null) {
            send(latest, Presence.SIGNED_OFF);
        }
    }

    private void send(AppliedPosition position, Presence presence) {
        Map<String, Long> offsets = new HashMap<>();
        position.offsets().forEach((partition, offset) -> offsets.put(Integer.toString(partition), offset));
        NodePosition report = NodePosition.newBuilder()
                .setIncarnation(incarnation)
                .setGeneration(position.generation())
                .setAppliedOffsets(offsets)
                .setSignedOff(presence == Presence.SIGNED_OFF)
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        try {
            var _ = producer.send(new ProducerRecord<>(Topics.NODE_POSITIONS.name(), node, report), (metadata, failure) -> {
                if (failure != null) {
                    unsent.increment();
                    LOG.warn("position.unsent node={} error={}", node, failure.getClass().getSimpleName());
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            unsent.increment();
            LOG.warn("position.unsent node={} error={}", node, e.getClass().getSimpleName());
        }
    }

    private enum Presence {
        SERVING,
        SIGNED_OFF
    }
}
