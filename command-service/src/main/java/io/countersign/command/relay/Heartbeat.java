package io.countersign.command.relay;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leader's session alive and hears other instances' commits, on a thread of its own, so that a slow Kafka
 * doesn't cost the leadership. From {@link #start} to {@link #close} it alone uses the session.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(2);

    private final RelaySession session;
    private final WakeUpSignal wakeUp;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean lost;

    private Heartbeat(RelaySession session, WakeUpSignal wakeUp) {
        this.session = session;
        this.wakeUp = wakeUp;
        this.thread = Thread.ofPlatform().name("relay-heartbeat").daemon(true).unstarted(this::run);
    }

    static Heartbeat start(RelaySession session, WakeUpSignal wakeUp) {
        Heartbeat heartbeat = new Heartbeat(session, wakeUp);
        heartbeat.thread.start();
        return heartbeat;
    }

    /** Whether the lock is held, as far as is known: at most one beat old. */
    boolean holdsLock() {
        return !lost;
    }

    private void run() {
        long touchedNanos = System.nanoTime();
        try {
            while (!closed) {
                if (session.hear(RelaySession.TOUCH_EACH)) {
                    wakeUp.ring();
                }
                if (System.nanoTime() - touchedNanos >= RelaySession.TOUCH_EACH.toNanos()) {
                    session.touch();
                    touchedNanos = System.nanoTime();
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("relay.session.lost error={}", e.toString());
            lost = true;
            wakeUp.ring();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(JOIN_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
