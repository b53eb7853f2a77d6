package io.countersign.query.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.Facts;
import io.countersign.query.view.LooseStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int SCOPES = 7;
    private static final int EXPIRED_EACH = 5;

    /** Whatever a step may do at most, steps together reach the last scope, and none is longer than that. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 12, 100})
    void stepsGoOnWhereTheLastOneEnded(int stepKeys) {
        KeyValueStore<String, byte[]> store = LooseStore.open("failures");
        List<String> kept = new ArrayList<>();
        for (int scope = 0; scope < SCOPES; scope++) {
            for (int i = 1; i <= EXPIRED_EACH; i++) {
                put(store, scope, NOW.minus(FailureRetention.KEPT).minusMillis(i));
            }
            kept.add(put(store, scope, NOW.minus(FailureRetention.KEPT)));
        }
        FailureRetention retention = new FailureRetention(stepKeys);

        int steps = 0;
        while (keys(store).size() > kept.size()) {
            int before = keys(store).size();
            retention.step(store, NOW);
            assertThat(before - keys(store).size()).isBetween(0, stepKeys);
            assertThat(++steps).as("steps").isLessThanOrEqualTo(1 + 2 * SCOPES * (EXPIRED_EACH + 1) / stepKeys);
        }

        assertThat(keys(store)).isEqualTo(kept);
    }

    private static String put(KeyValueStore<String, byte[]> store, int scope, Instant at) {
        String key = FailureKey.of("trunk_" + scope, Facts.failure(at, "wrong_password").build());
        store.put(key, new byte[0]);
        return key;
    }

    private static List<String> keys(KeyValueStore<String, byte[]> store) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }
}
