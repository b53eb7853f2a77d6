package io.countersign.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ThreadSliceTest {
    /** In a thread of its own: it keeps what it was given. */
    @Test
    @EnabledIf("isHeeded")
    void aThreadGetsTheSliceThatItAsksFor() {
        CompletableFuture<Long> slice = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> slice.complete(ThreadSlice.shorten() ? runtime() : -1));

        assertThat(slice.join()).isEqualTo(ThreadSlice.SHORTEST_NANOS);
    }

    /** A server that the load tool starts would else have the tool's slice. */
    @Test
    @EnabledIf("isHeeded")
    void whatItStartsKeepsTheUsualOne() {
        CompletableFuture<Long> slice = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            ThreadSlice.shorten();
            Thread.ofPlatform().start(() -> slice.complete(runtime()));
        });

        assertThat(slice.join()).isGreaterThan(ThreadSlice.SHORTEST_NANOS);
    }

    /** A system that knows of slices tells them. */
    static boolean isHeeded() {
        return LinuxUdpSocket.isSupported() && runtime() > 0;
    }

    private static long runtime() {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment attributes = once.allocate(LinuxCalls.SCHED_ATTR);
            return LinuxCalls.schedGetAttr(LinuxCalls.newState(once), attributes) == 0 ? LinuxCalls.schedRuntime(attributes) : 0;
        }
    }
}
