package io.countersign.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverloadWatchTest {
    private final OverloadWatch watch = new OverloadWatch(List.of());

    @Test
    void aBurstIsNoOverload() {
        see(900);
        see(900);
        see(400);
        see(900);
        see(900);

        assertThat(watch.isOverloaded()).isFalse();
    }

    @Test
    void itBeginsAtHalfAndEndsAtAQuarter() {
        for (int i = 0; i < 3; i++) {
            assertThat(watch.isOverloaded()).isFalse();
            see(501);
        }
        assertThat(watch.isOverloaded()).isTrue();

        see(251);
        assertThat(watch.isOverloaded()).isTrue();
        see(250);
        assertThat(watch.isOverloaded()).isFalse();
    }

    /** Of several sockets of an address the fullest counts, and what all have dropped. */
    @Test
    void oneFullQueueIsEnough() {
        for (int i = 0; i < 3; i++) {
            watch.see(List.of(new ReceiveQueue(0, 1_000, 3), new ReceiveQueue(501, 1_000, 4)));
        }
        assertThat(watch.isOverloaded()).isTrue();
        assertThat(watch.dropped()).isEqualTo(7);

        watch.see(List.of(new ReceiveQueue(251, 1_000, 3), new ReceiveQueue(0, 1_000, 4)));
        assertThat(watch.isOverloaded()).isTrue();
    }

    private void see(long bytes) {
        watch.see(List.of(new ReceiveQueue(bytes, 1_000, 0)));
    }
}
