package io.countersign.sip.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentFailureTimesTest {
    private static final long START = 1_800_000_000;
    private static final int LIMIT = 10;
    private static final int WINDOW = 60;

    private final RecentFailureTimes times = new RecentFailureTimes(1 << 20, LIMIT, WINDOW, START);

    @Test
    void countsExactlyWhatASlidingWindowHolds() {
        SplittableRandom random = new SplittableRandom(4);
        Map<Long, Deque<Long>> expected = new HashMap<>();
        long now = START;
        for (int i = 0; i < 50_000; i++) {
            now += random.nextInt(3);
            long owner = random.nextInt(8) * 0x9e3779b97f4a7c15L;
            Deque<Long> seconds = expected.computeIfAbsent(owner, it -> new ArrayDeque<>());
            seconds.add(now);
            while (now - seconds.getFirst() >= WINDOW) {
                seconds.removeFirst();
            }

            assertThat(times.add(owner, RecentFailureTimes.ONE_OF_ITS_OWN, now)).isEqualTo(Math.min(LIMIT, seconds.size()));
        }
    }

    @Test
    void countsDifferentThingsOnceEach() {
        assertThat(times.add(1, 7, START)).isEqualTo(1);
        assertThat(times.add(1, 7, START + 30)).isEqualTo(1);
        assertThat(times.add(1, 8, START + 59)).isEqualTo(2);
        assertThat(times.add(1, 8, START + 89)).isEqualTo(2);
        assertThat(times.add(1, 8, START + 90)).isEqualTo(1); // 7 came last 60 seconds ago
        assertThat(times.add(2, 8, START + 90)).isEqualTo(1);
    }

    @Test
    void aClearedOwnerBeginsAnew() {
        times.add(1, RecentFailureTimes.ONE_OF_ITS_OWN, START);
        times.clear(1);

        assertThat(times.add(1, RecentFailureTimes.ONE_OF_ITS_OWN, START)).isEqualTo(1);
    }

    @Test
    void aFloodOfOthersWithOneFailureEachPushesNobodyOutWhoHasTwo() {
        SplittableRandom random = new SplittableRandom(5);
        List<Long> owners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            owners.add(random.nextLong());
        }
        owners.forEach(owner -> times.add(owner, RecentFailureTimes.ONE_OF_ITS_OWN, START));
        owners.forEach(owner -> times.add(owner, RecentFailureTimes.ONE_OF_ITS_OWN, START));

        for (int i = 0; i < 1_000_000; i++) {
            times.add(random.nextLong(), RecentFailureTimes.ONE_OF_ITS_OWN, START + 1);
        }

        assertThat(owners).allSatisfy(owner ->
                assertThat(times.add(owner, RecentFailureTimes.ONE_OF_ITS_OWN, START + 2)).isEqualTo(3));
        assertThat(times.occupied(START + 2)).isEqualTo(times.capacity());
    }
}
