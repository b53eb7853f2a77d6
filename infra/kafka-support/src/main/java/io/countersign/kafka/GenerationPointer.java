package io.countersign.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The pointer to the live generation of the auth table ({@code auth.generation.v1}), for who holds that table. Nothing is
 * named before the pointer's whole topic was read, as an earlier generation may be gone by now; and a generation never goes
 * back: a past one is written no more, and to serve it would bring removed credentials back.
 */
public final class GenerationPointer implements TailListener<AuthGeneration> {
    private final IntConsumer follower;
    private int newest;
    private boolean complete;

    GenerationPointer(IntConsumer follower) {
        this.follower = follower;
    }

    /**
     * Begins to read it.
     *
     * @param follower told of the newest generation, on the tail's thread, after each batch: of the same one again and again
     */
    public static TopicTail<AuthGeneration> follow(KafkaSettings settings, String clientId, IntConsumer follower) {
        return TopicTail.start(
                settings, clientId + "-generation", List.of(Topics.AUTH_GENERATION), AuthGeneration.class, new GenerationPointer(follower));
    }

    @Override
    public void onRecord(ConsumerRecord<String, @Nullable AuthGeneration> record) {
        AuthGeneration generation = record.value();
        if (generation != null && Topics.GENERATION_KEY.equals(record.key())) {
            newest = Math.max(newest, generation.getGeneration());
        }
    }

    @Override
    public void onBatchApplied(Map<TopicPartition, Long> positions) {
        tell();
    }

    @Override
    public void onLoaded() {
        complete = true;
        tell();
    }

    private void tell() {
        if (complete && newest > 0) {
            follower.accept(newest);
        }
    }
}
