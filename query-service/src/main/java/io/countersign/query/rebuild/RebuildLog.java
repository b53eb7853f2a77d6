package io.countersign.query.rebuild;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.rebuild.RebuildStep;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of all rebuilds ({@code query.rebuilds.v1}, the truth) and the pointer that SIP nodes follow
 * ({@code auth.generation.v1}, derived from it). The tail's thread folds; everything else may be called by any thread.
 */
final class RebuildLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RebuildLog.class);
    private static final String CLIENT_ID = "rebuilds";
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Clock clock;
    private final Runnable changed;
    private final Map<String, Generations> generations = new ConcurrentHashMap<>();
    private final TopicTail<SpecificRecord> tail;
    /** Guards the two below and is notified when they change. */
    private final Object lock = new Object();

    private Map<TopicPartition, Long> positions = Map.of();
    private int pointer;

    /** @param changed run on the tail's thread when something was read */
    RebuildLog(KafkaSettings settings, Clock clock, Runnable changed) {
        this.settings = settings;
        this.clock = clock;
        this.changed = changed;
        this.tail = TopicTail.start(
                settings, CLIENT_ID, List.of(Topics.REBUILDS, Topics.AUTH_GENERATION), SpecificRecord.class, new Listener());
    }

    /** Whether everything that was there is known; never again false. */
    boolean isLoaded() {
        return tail.isLoaded();
    }

    /** Whether it reads no more, for a record that can't be read. */
    boolean hasFailed() {
        return tail.failure().isPresent();
    }

    /** Whether what is known is kept up to date. */
    boolean isFollowed() {
        return tail.isLoaded() && !hasFailed();
    }

    Generations generations(String target) {
        return generations.getOrDefault(target, Generations.first());
    }

    /** The generation of the auth table that nodes are pointed to; 0: none yet. */
    int pointer() {
        synchronized (lock) {
            return pointer;
        }
    }

    /**
     * Adds a step and waits until it is read here, after everything that others wrote before.
     *
     * @return its id; whether it counted is to be seen in {@link #generations}
     * @throws IllegalStateException when Kafka doesn't take it in time
     */
    String append(String target, StepKind kind, int generation) {
        String id = UUID.randomUUID().toString();
        RebuildStep step = RebuildStep.newBuilder()
                .setId(id)
                .setGeneration(generation)
                .setStep(kind.code())
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        awaitRead(write(Topics.REBUILDS, target, step));
        LOG.info("rebuild.step target={} step={} generation={}", target, kind.code(), generation);
        return id;
    }

    /** Points nodes to this generation. Writing it twice does no harm, and a lower one is passed over by who reads it. */
    void point(int generation) {
        AuthGeneration value = AuthGeneration.newBuilder()
                .setGeneration(generation)
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        awaitRead(write(Topics.AUTH_GENERATION, Topics.GENERATION_KEY, value));
        LOG.info("auth.generation.live generation={}", generation);
    }

    @Override
    public void close() {
        tail.close();
    }

    private Map.Entry<TopicPartition, Long> write(Topic topic, String key, SpecificRecord value) {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                settings.producer(CLIENT_ID), new StringSerializer(), new AvroSerializer<SpecificRecord>())) {
            long offset = producer.send(new ProducerRecord<>(topic.name(), 0, key, value))
                    .get(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            return Map.entry(new TopicPartition(topic.name(), 0), offset);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IllegalStateException(topic.name() + " can't be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + topic.name() + " was written", e);
        }
    }

    private void awaitRead(Map.Entry<TopicPartition, Long> place) {
        long deadline = System.nanoTime() + WRITE_TIMEOUT.toNanos();
        synchronized (lock) {
            while (positions.getOrDefault(place.getKey(), 0L) <= place.getValue()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException(place.getKey() + " was not read in " + WRITE_TIMEOUT);
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while " + place.getKey() + " was read", e);
                }
            }
        }
    }

    private final class Listener implements TailListener<SpecificRecord> {
        @Override
        public void onRecord(ConsumerRecord<String, @Nullable SpecificRecord> record) {
            if (record.value() instanceof AuthGeneration live && Topics.GENERATION_KEY.equals(record.key())) {
                synchronized (lock) {
                    pointer = live.getGeneration();
                }
            } else if (record.value() instanceof RebuildStep step) {
                StepKind.of(step.getStep()).ifPresentOrElse(
                        kind -> generations.put(
                                record.key(),
                                generations(record.key()).after(new Step(step.getId(), kind, step.getGeneration(), step.getAt()))),
                        () -> LOG.warn("rebuild.step.unknown step={}", step.getStep()));
            }
        }

        @Override
        public void onBatchApplied(Map<TopicPartition, Long> now) {
            synchronized (lock) {
                positions = now;
                lock.notifyAll();
            }
            changed.run();
        }

        @Override
        public void onLoaded() {
            changed.run();
        }
    }
}
