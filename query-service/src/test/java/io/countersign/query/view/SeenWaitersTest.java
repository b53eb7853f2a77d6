package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.view.SeenWaiters.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class SeenWaitersTest {
    private final SeenWaiters waiters = new SeenWaiters();

    @Test
    void completesThoseWhoseSequenceIsReachedOnly() {
        try (Waiter second = waiters.register("trunk_1", 2);
                Waiter third = waiters.register("trunk_1", 3);
                Waiter other = waiters.register("trunk_2", 1)) {
            waiters.advanced("trunk_1", 2);

            assertThat(second.seen()).isCompleted();
            assertThat(third.seen()).isNotDone();
            assertThat(other.seen()).isNotDone();
        }
    }

    @Test
    void whoeverClosedIsForgotten() {
        Waiter waiter = waiters.register("trunk_1", 1);
        waiter.close();
        waiter.close();

        waiters.advanced("trunk_1", 1);

        assertThat(waiter.seen()).isNotDone();
    }

    /** Register, then read; put, then tell: whoever comes first, nobody waits for ever. */
    @Test
    void nobodyMissesAnEventBetweenRegisteringAndReading() throws Exception {
        int sequences = 2_000;
        KeyValueStore<String, byte[]> store = LooseStore.open("seen");
        List<Waiter> waiting = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Void> written = CompletableFuture.runAsync(
                    () -> {
                        awaitStart(start);
                        for (int sequence = 1; sequence <= sequences; sequence++) {
                            Seen.advance(store, "trunk_1", sequence);
                            waiters.advanced("trunk_1", sequence);
                        }
                    },
                    writer);
            start.countDown();
            for (int sequence = 1; sequence <= sequences; sequence++) {
                Waiter waiter = waiters.register("trunk_1", sequence);
                waiter.reached(Seen.of(store, waiter.aggregateId()));
                waiting.add(waiter);
            }
            written.get(10, TimeUnit.SECONDS);
        }
        assertThat(waiting).allSatisfy(waiter -> assertThat(waiter.seen()).isCompleted());
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            if (!start.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no start");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
