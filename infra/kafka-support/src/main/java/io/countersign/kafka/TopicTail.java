package io.countersign.kafka;

import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics from the beginning and follows them: what an instance holds of them in memory is made by the
 * listener. One daemon thread owns the consumer and calls the listener; everything else may be called by any thread.
 *
 * <p>A broker that is away is waited for, without end, and {@link #sinceContact()} says for how long. Anything else
 * (a record that can't be read, a listener that throws, offsets that are gone) ends the tail: {@link #failure()}.
 */
public final class TopicTail<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CONTACT_EACH = Duration.ofSeconds(1);
    private static final Duration CONTACT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String clientId;
    private final List<Topic> topics;
    private final TailListener<V> listener;
    private final Consumer<String, @Nullable V> consumer;
    private final Thread thread;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    private volatile Map<TopicPartition, Long> positions = Map.of();
    private volatile long contactNanos = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private TopicTail(
            Consumer<String, @Nullable V> consumer, String clientId, List<Topic> topics, TailListener<V> listener) {
        this.clientId = clientId;
        this.topics = List.copyOf(topics);
        this.listener = listener;
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name(clientId).daemon(true).unstarted(this::run);
    }

    /**
     * Starts reading.
     *
     * @param clientId names the consumer and its thread
     * @param topics read from their beginnings; they must exist or come to exist
     * @param valueType the record type; {@code SpecificRecord} where the topics hold several
     */
    public static <V extends SpecificRecord> TopicTail<V> start(
            KafkaSettings settings, String clientId, List<Topic> topics, Class<V> valueType, TailListener<V> listener) {
        return start(
                new KafkaConsumer<>(settings.consumer(clientId), new StringDeserializer(), new AvroDeserializer<>(valueType)),
                clientId,
                topics,
                listener);
    }

    /** Reads with that consumer, which becomes the tail's. */
    static <V extends SpecificRecord> TopicTail<V> start(
            Consumer<String, @Nullable V> consumer, String clientId, List<Topic> topics, TailListener<V> listener) {
        TopicTail<V> tail = new TopicTail<>(consumer, clientId, topics, listener);
        tail.thread.start();
        return tail;
    }

    /** Completes once everything that was in the topics at start has been handed over; exceptionally when the tail ends before. */
    public CompletableFuture<Void> loaded() {
        return loaded.copy();
    }

    public boolean isLoaded() {
        return loaded.isDone() && !loaded.isCompletedExceptionally();
    }

    /** How long ago a broker was last heard: at most about a second while all is well. */
    public Duration sinceContact() {
        return Duration.ofNanos(System.nanoTime() - contactNanos);
    }

    /** When a broker was last heard, by {@link System#nanoTime}: {@link #sinceContact} for who asks per packet. */
    public long contactNanos() {
        return contactNanos;
    }

    /** For each partition, the offset after the last record that was handed over. */
    public Map<TopicPartition, Long> positions() {
        return positions;
    }

    /** What ended the tail, if anything did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the thread and the consumer; returns within a few seconds. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("tail.close.timeout client={}", clientId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            Collection<TopicPartition> partitions = assign();
            Map<TopicPartition, Long> ends = endOffsets(partitions);
            follow(partitions, ends);
        } catch (WakeupException e) {
            if (!closed) {
                fail(e);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        loaded.completeExceptionally(new IllegalStateException("the tail " + clientId + " has ended"));
    }

    private void fail(Throwable cause) {
        failure = cause;
        LOG.error("tail.failed client={} error={}", clientId, cause.toString());
    }

    private Collection<TopicPartition> assign() {
        Map<String, List<PartitionInfo>> known = new HashMap<>();
        while (known.size() < topics.size()) {
            checkOpen();
            for (Topic topic : topics) {
                List<PartitionInfo> partitions = partitionsOf(topic);
                if (!partitions.isEmpty()) {
                    known.put(topic.name(), partitions);
                }
            }
            if (known.size() < topics.size()) {
                pause();
            }
        }
        List<TopicPartition> partitions = known.values().stream()
                .flatMap(List::stream)
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    private List<PartitionInfo> partitionsOf(Topic topic) {
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic.name(), CONTACT_TIMEOUT);
            contactNanos = System.nanoTime();
            return partitions == null ? List.of() : partitions;
        } catch (RetriableException e) {
            return List.of();
        }
    }

    private Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        while (true) {
            checkOpen();
            Optional<Map<TopicPartition, Long>> ends = contact(partitions);
            if (ends.isPresent()) {
                return ends.get();
            }
        }
    }

    /** Asks a broker something small; the answer is the proof of contact. */
    private Optional<Map<TopicPartition, Long>> contact(Collection<TopicPartition> partitions) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, CONTACT_TIMEOUT);
            contactNanos = System.nanoTime();
            return Optional.of(ends);
        } catch (RetriableException e) {
            return Optional.empty();
        }
    }

    private void follow(Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> applied = new HashMap<>();
        while (!closed) {
            ConsumerRecords<String, @Nullable V> records = poll();
            for (ConsumerRecord<String, @Nullable V> record : records) {
                listener.onRecord(record);
            }
            if (!records.isEmpty()) {
                contactNanos = System.nanoTime();
            }
            if (!records.isEmpty() || !loaded.isDone()) {
                records.nextOffsets().forEach((partition, next) -> applied.put(partition, next.offset()));
                positions = Map.copyOf(applied);
                listener.onBatchApplied(positions);
                if (!loaded.isDone() && hasPassed(ends)) {
                    listener.onLoaded();
                    loaded.complete(null);
                    LOG.info("tail.loaded client={} partitions={}", clientId, partitions.size());
                }
            }
            if (System.nanoTime() - contactNanos > CONTACT_EACH.toNanos()) {
                contact(partitions);
            }
        }
    }

    private ConsumerRecords<String, @Nullable V> poll() {
        try {
            return consumer.poll(POLL);
        } catch (RetriableException e) {
            LOG.warn("tail.waits client={} error={}", clientId, e.toString());
            pause();
            return ConsumerRecords.empty();
        }
    }

    /**
     * By position, not by records seen: the end of a topic may be a transaction's marker. A position that isn't known yet
     * (the broker went away before it told where the partition begins) is asked for again after the next poll.
     */
    private boolean hasPassed(Map<TopicPartition, Long> ends) {
        try {
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                if (end.getValue() > 0 && consumer.position(end.getKey(), CONTACT_TIMEOUT) < end.getValue()) {
                    return false;
                }
            }
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new WakeupException();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WakeupException();
        }
    }
}
