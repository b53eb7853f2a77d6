package io.countersign.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthGeneration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerationPointerTest {
    private final List<Integer> followed = new ArrayList<>();
    private final GenerationPointer pointer = new GenerationPointer(followed::add);

    @Test
    void nothingIsNamedBeforeTheWholeTopicWasRead() {
        read(Topics.GENERATION_KEY, 1);
        read(Topics.GENERATION_KEY, 2);
        assertThat(followed).isEmpty();

        pointer.onLoaded();
        assertThat(followed).containsExactly(2);
    }

    @Test
    void aGenerationNeverGoesBack() {
        pointer.onLoaded();
        read(Topics.GENERATION_KEY, 3);
        read(Topics.GENERATION_KEY, 2);

        assertThat(followed).containsExactly(3, 3);
    }

    @Test
    void aTombstoneAndAnotherKeyNameNothing() {
        pointer.onLoaded();
        read(Topics.GENERATION_KEY, null);
        read("other", 7);

        assertThat(followed).isEmpty();
    }

    private void read(String key, @Nullable Integer generation) {
        AuthGeneration value = generation == null
                ? null
                : AuthGeneration.newBuilder().setGeneration(generation).setAt(Instant.EPOCH).build();
        pointer.onRecord(new ConsumerRecord<>(Topics.AUTH_GENERATION.name(), 0, 0, key, value));
        pointer.onBatchApplied(Map.of());
    }
}
