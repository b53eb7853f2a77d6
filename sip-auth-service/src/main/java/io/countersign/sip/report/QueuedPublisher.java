package io.countersign.sip.report;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topic;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records of one topic from threads that can't wait: they go to a bounded queue, and one thread takes them out and owns the
 * producer. What doesn't fit, and what Kafka doesn't take in time, is dropped and counted.
 */
public final class QueuedPublisher<V extends SpecificRecord> implements AutoCloseable {
    /** About 4 MB when full. */
    static final int QUEUED_RECORDS = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(QueuedPublisher.class);
    private static final Duration TAKE_EACH = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private record Queued<V>(String key, @Nullable V value, CompletableFuture<Void> acknowledged) {}

    private final Topic topic;
    private final BlockingQueue<Queued<V>> queue = new ArrayBlockingQueue<>(QUEUED_RECORDS);
    private final LongAdder dropped = new LongAdder();
    private final Producer<String, @Nullable V> producer;
    private final Thread thread;
    private volatile boolean closed;

    private QueuedPublisher(KafkaSettings kafka, String clientId, Topic topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(kafka.producer(clientId), new StringSerializer(), new AvroSerializer<>());
        this.thread = Thread.ofPlatform().name(clientId).daemon(true).unstarted(this::run);
    }

    /**
     * Starts the publishing thread.
     *
     * @param clientId names the producer and the thread
     */
    public static <V extends SpecificRecord> QueuedPublisher<V> start(KafkaSettings kafka, String clientId, Topic topic) {
        QueuedPublisher<V> publisher = new QueuedPublisher<>(kafka, clientId, topic);
        publisher.thread.start();
        return publisher;
    }

    /**
     * Takes a record or drops it, at once.
     *
     * @param value null for a tombstone
     * @return completes when Kafka has it, exceptionally when it was dropped
     */
    public CompletableFuture<Void> publish(String key, @Nullable V value) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        if (closed || !queue.offer(new Queued<>(key, value, acknowledged))) {
            drop(acknowledged, new IllegalStateException("no room for a record of " + topic.name()));
        }
        return acknowledged;
    }

    /** Records that can be taken now. */
    int room() {
        return queue.remainingCapacity();
    }

    /** Records that were lost: no room, or Kafka away for too long. */
    public long dropped() {
        return dropped.sum();
    }

    /** Sends what is queued, as far as that is done within two seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("publisher.close.timeout topic={} queued={}", topic.name(), queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            try {
                Queued<V> next = queue.poll(TAKE_EACH.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void send(Queued<V> next) {
        try {
            var _ = producer.send(new ProducerRecord<>(topic.name(), next.key(), next.value()), (metadata, failure) -> {
                if (failure == null) {
                    next.acknowledged().complete(null);
                } else {
                    drop(next.acknowledged(), failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            drop(next.acknowledged(), e);
            LOG.warn("record.dropped topic={} error={}", topic.name(), e.getClass().getSimpleName());
        }
    }

    private void drop(CompletableFuture<Void> acknowledged, Throwable cause) {
        dropped.increment();
        acknowledged.completeExceptionally(cause);
    }
}
