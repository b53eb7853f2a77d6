package io.countersign.query.auth;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The live generation of the auth table, in {@code auth.generation.v1}. */
public final class GenerationPointer {
    private static final int FIRST_GENERATION = 1;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String CLIENT_ID = "countersign-auth-generation";

    private final KafkaSettings settings;
    private final Clock clock;

    public GenerationPointer(KafkaSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The live generation, whose topic is there; where there is none yet, the first is made live. Two instances may do so
     * at once: they write the same.
     *
     * @throws IllegalStateException when Kafka doesn't answer in time
     */
    public int liveOrFirst(Duration timeout) {
        Optional<Integer> live = live(timeout);
        int generation = live.orElse(FIRST_GENERATION);
        TopicProvisioner.provision(settings, List.of(Topics.authTable(generation)), timeout); // before anyone looks for it
        if (live.isEmpty()) {
            write(generation, timeout);
        }
        return generation;
    }

    private Optional<Integer> live(Duration timeout) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        TopicPartition partition = new TopicPartition(Topics.AUTH_GENERATION.name(), 0);
        try (KafkaConsumer<String, @Nullable AuthGeneration> consumer = new KafkaConsumer<>(
                settings.consumer(CLIENT_ID), new StringDeserializer(), new AvroDeserializer<>(AuthGeneration.class))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), timeout).getOrDefault(partition, 0L);
            Optional<Integer> live = Optional.empty();
            while (consumer.position(partition, timeout) < end) {
                if (System.nanoTime() > deadlineNanos) {
                    throw new IllegalStateException(Topics.AUTH_GENERATION.name() + " can't be read in " + timeout);
                }
                for (ConsumerRecord<String, @Nullable AuthGeneration> record : consumer.poll(POLL)) {
                    AuthGeneration value = record.value();
                    if (Topics.GENERATION_KEY.equals(record.key()) && value != null) {
                        live = Optional.of(value.getGeneration());
                    }
                }
            }
            return live;
        }
    }

    private void write(int generation, Duration timeout) {
        AuthGeneration value =
                AuthGeneration.newBuilder().setGeneration(generation).setAt(clock.instant()).build();
        try (KafkaProducer<String, AuthGeneration> producer = new KafkaProducer<>(
                settings.producer(CLIENT_ID), new StringSerializer(), new AvroSerializer<AuthGeneration>())) {
            producer.send(new ProducerRecord<>(Topics.AUTH_GENERATION.name(), Topics.GENERATION_KEY, value))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the live generation can't be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the live generation was written", e);
        }
    }
}
