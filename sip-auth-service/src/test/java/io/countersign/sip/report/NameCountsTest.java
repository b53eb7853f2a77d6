package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameCountsTest {
    private final NameCounts names = new NameCounts();
    private final Random random = new Random(42);

    @Test
    void areExactWhileAllHaveRoom() {
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String name = "user-" + random.nextInt(NameCounts.MOST_NAMES);
            expected.merge(name, 1L, Long::sum);
            count(name);
        }

        assertThat(names.toMap()).isEqualTo(expected);
    }

    @Test
    void aFrequentNameStaysAmongAMillionOthersWhenEverItComes() {
        long named = 0;
        for (int i = 0; i < 1_000_000; i++) {
            count("spoofed-" + i);
            if (i > 500_000 && i % 50 == 0) {
                count("pbx");
                named++;
            }
        }

        assertThat(names.size()).isEqualTo(NameCounts.MOST_NAMES);
        assertThat(names.toMap().getOrDefault("pbx", 0L)).isBetween(named * 9 / 10, named);
    }

    @Test
    void nobodyCountsMoreThanItOccurredAndEachIsFoundAgain() {
        Map<String, Long> occurred = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            String name = "user-" + (int) Math.abs(random.nextGaussian() * 3_000);
            occurred.merge(name, 1L, Long::sum);
            count(name);
        }

        assertThat(names.toMap()).hasSize(NameCounts.MOST_NAMES).allSatisfy((name, count) -> {
            assertThat(count).isLessThanOrEqualTo(occurred.getOrDefault(name, 0L));
            assertThat(names.placeOf(hash(name))).isGreaterThanOrEqualTo(0);
        });
    }

    private void count(String name) {
        long hash = hash(name);
        int place = names.placeOf(hash);
        if (place >= 0) {
            names.increment(place);
        } else if (names.hasRoom()) {
            names.add(hash, name);
        } else {
            int admitted = names.admission(random.nextLong());
            if (admitted >= 0) {
                names.replace(admitted, hash, name);
            }
        }
    }

    private static long hash(String name) {
        return name.hashCode() * 0x9e3779b97f4a7c15L;
    }
}
