package io.countersign.sip.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.challenge.ReplayWindow.Use;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private static final long NOW = 1_795_000_000L;
    private static final int LARGE = 1 << 16;

    private final ReplayWindow window = new ReplayWindow(LARGE, NonceSettings.DEFAULT);

    @Test
    void aCountIsUsedOnce() {
        assertThat(window.record(NOW, 7, 1, NOW)).isEqualTo(Use.FIRST);
        assertThat(window.record(NOW, 7, 1, NOW)).isEqualTo(Use.REPLAYED);
        assertThat(window.record(NOW, 7, 2, NOW)).isEqualTo(Use.FIRST);
        assertThat(window.record(NOW, 8, 1, NOW)).isEqualTo(Use.FIRST);
    }

    @Test
    void datagramsMayOvertakeEachOther() {
        for (int count : List.of(3, 1, 2, 9, 4)) {
            assertThat(window.record(NOW, 7, count, NOW)).as("count %d", count).isEqualTo(Use.FIRST);
        }
        for (int count : List.of(1, 2, 3, 4, 9)) {
            assertThat(window.record(NOW, 7, count, NOW)).as("count %d", count).isEqualTo(Use.REPLAYED);
        }
    }

    @Test
    void whatIsTooFarBehindCountsAsUsed() {
        window.record(NOW, 7, 100, NOW);

        assertThat(window.record(NOW, 7, 100 - NonceCounts.WINDOW_COUNTS, NOW)).isEqualTo(Use.REPLAYED);
        assertThat(window.record(NOW, 7, 101 - NonceCounts.WINDOW_COUNTS, NOW)).isEqualTo(Use.FIRST);
    }

    @Test
    void theHighestCountIsFfffffff() {
        assertThat(window.record(NOW, 7, 1, NOW)).isEqualTo(Use.FIRST);
        assertThat(window.record(NOW, 7, -1, NOW)).isEqualTo(Use.FIRST);
        assertThat(window.record(NOW, 7, 2, NOW)).isEqualTo(Use.REPLAYED);
        assertThat(window.record(NOW, 7, -2, NOW)).isEqualTo(Use.FIRST);
    }

    /** The law: whatever the order, no count of a nonce is ever found to be first twice. */
    @Property(tries = 300)
    void noCountIsFirstTwice(@ForAll List<@IntRange(min = 1, max = 200) Integer> counts) {
        Set<Integer> first = new HashSet<>();
        for (int count : counts) {
            if (window.record(NOW, 7, count, NOW) == Use.FIRST) {
                assertThat(first.add(count)).isTrue();
            }
        }
    }

    @Test
    void aFullTableForgetsItsOldestSecondAndSaysSo() {
        int perStripe = 8;
        ReplayWindow small = new ReplayWindow(perStripe * ReplayWindow.STRIPES, NonceSettings.DEFAULT);
        for (int i = 0; i < perStripe; i++) {
            assertThat(small.record(NOW + i / 2, i, 1, NOW + 4)).isEqualTo(Use.FIRST);
        }

        assertThat(small.record(NOW + 4, 100, 1, NOW + 4)).isEqualTo(Use.FIRST);

        assertThat(small.isForgotten(NOW, 0)).isTrue();
        assertThat(small.record(NOW, 0, 1, NOW + 4)).isEqualTo(Use.FORGOTTEN);
        assertThat(small.record(NOW - 1, 55, 1, NOW + 4)).isEqualTo(Use.FORGOTTEN);
        assertThat(small.isForgotten(NOW + 1, 2)).isFalse();
        assertThat(small.record(NOW + 1, 2, 1, NOW + 4)).isEqualTo(Use.REPLAYED);
        assertThat(small.size()).isEqualTo(perStripe - 1);
    }

    @Test
    void aTableFullOfYoungerNoncesForgetsTheNewOldOne() {
        ReplayWindow small = new ReplayWindow(2 * ReplayWindow.STRIPES, NonceSettings.DEFAULT);
        small.record(NOW + 5, 1, 1, NOW + 5);
        small.record(NOW + 5, 2, 1, NOW + 5);

        assertThat(small.record(NOW, 3, 1, NOW + 5)).isEqualTo(Use.FORGOTTEN);
        assertThat(small.record(NOW + 5, 1, 1, NOW + 5)).isEqualTo(Use.REPLAYED);
    }

    /** The law under pressure: in a table far too small, still no count of a nonce is first twice. */
    @Property(tries = 100)
    void aSmallTableNeverAcceptsAReplay(@ForAll List<@IntRange(min = 0, max = 400) Integer> uses) {
        ReplayWindow small = new ReplayWindow(4 * ReplayWindow.STRIPES, NonceSettings.DEFAULT);
        Set<Integer> first = new HashSet<>();
        for (int use : uses) {
            if (small.record(NOW + use / 20, use, 1, NOW + 20) == Use.FIRST) {
                assertThat(first.add(use)).isTrue();
            }
        }
        assertThat(small.size()).isLessThanOrEqualTo(4 * ReplayWindow.STRIPES);
    }

    @Test
    void whatIsOlderThanTheLifetimeIsLetGo() {
        for (int i = 0; i < 1_000; i++) {
            window.record(NOW, i, 1, NOW);
        }
        assertThat(window.size()).isEqualTo(1_000);

        assertThat(window.record(NOW + 301, 5_000, 1, NOW + 301)).isEqualTo(Use.FIRST);

        assertThat(window.size()).isEqualTo(1);
        assertThat(window.record(NOW, 1, 2, NOW + 301)).isEqualTo(Use.FORGOTTEN);
    }

    @Test
    void ofTwoThreadsWithTheSameCountOneIsFirst() throws InterruptedException {
        int counts = 20_000;
        AtomicInteger first = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            for (int worker = 0; worker < 4; worker++) {
                workers.execute(() -> {
                    for (int i = 0; i < counts; i++) {
                        if (window.record(NOW, i * 0x9e3779b97f4a7c15L, 1, NOW) == Use.FIRST) {
                            first.incrementAndGet();
                        }
                    }
                });
            }
            workers.shutdown();
            assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(first).hasValue(counts);
    }
}
