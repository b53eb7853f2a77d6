package io.countersign.query.rebuild;

import io.countersign.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka how far applications are. Each call waits for the broker, a few seconds at most. */
final class InputOffsets implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final int partitions;

    InputOffsets(KafkaSettings settings) {
        this.admin = Admin.create(settings.admin("countersign-rebuilds"));
        this.partitions = settings.partitions();
    }

    Admin admin() {
        return admin;
    }

    /** Where topics end for a reader of what is committed. */
    Map<TopicPartition, Long> ends(Collection<String> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    Map<TopicPartition, Long> beginnings(Collection<String> topics) {
        return offsets(topics, OffsetSpec.earliest());
    }

    /** What an application has read, with everything that came of it written. */
    Map<TopicPartition, Long> passed(String applicationId) {
        Map<TopicPartition, Long> passed = new HashMap<>();
        await(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata()).forEach((partition, offset) -> {
            if (offset != null) {
                passed.put(partition, offset.offset());
            }
        });
        return passed;
    }

    @Override
    public void close() {
        admin.close(TIMEOUT);
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka doesn't say how far an application is: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was asked", e);
        }
    }

    private Map<TopicPartition, Long> offsets(Collection<String> topics, OffsetSpec which) {
        List<TopicPartition> asked = topics.stream()
                .flatMap(topic -> IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(
                                asked.stream().collect(Collectors.toMap(Function.identity(), partition -> which)),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}
