package io.countersign.sip.transport;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that is idle, or slow in a handshake, a message or the reading of an answer. One timer a connection: set anew only when
 * the deadline came nearer; when it fires early, set for the rest. Owned by the connection's event loop.
 */
final class ConnectionTimer {
    private final EventExecutor loop;
    private final long messageNanos;
    private final long idleNanos;
    private final Runnable whenExpired;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private long lastMessageNanos = System.nanoTime();
    private long heldUntilNanos = lastMessageNanos;
    /** Meaningful while {@link #slow}. */
    private long slowSinceNanos;
    private boolean slow;

    ConnectionTimer(EventExecutor loop, StreamLimits limits, Runnable whenExpired) {
        this.loop = loop;
        this.messageNanos = limits.messageTime().toNanos();
        this.idleNanos = limits.idleTime().toNanos();
        this.whenExpired = whenExpired;
    }

    /** A message is there as a whole. */
    void messageReceived() {
        lastMessageNanos = System.nanoTime();
        slow = false;
    }

    /** From its last message on the connection may be idle for that long. */
    void hold(Duration duration) {
        heldUntilNanos = lastMessageNanos + duration.toNanos();
    }

    /** Something has begun that is bounded in time; nothing changes when it had before. */
    void begun() {
        if (!slow) {
            slowSinceNanos = System.nanoTime();
            slow = true;
        }
        watch();
    }

    /** Nothing is under way. */
    void ended() {
        slow = false;
        watch();
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private long remainingNanos() {
        long now = System.nanoTime();
        long idle = Math.max(lastMessageNanos + idleNanos - now, heldUntilNanos - now);
        return slow ? Math.min(idle, slowSinceNanos + messageNanos - now) : idle;
    }

    private void watch() {
        long remaining = remainingNanos();
        long at = System.nanoTime() + remaining;
        if (timer != null && !timer.isDone() && timerNanos - at <= 0) {
            return;
        }
        cancel();
        timerNanos = at;
        timer = loop.schedule(this::expire, Math.max(remaining, 1), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        if (remainingNanos() <= 0) {
            whenExpired.run();
        } else {
            timer = null;
            watch();
        }
    }
}
