package io.countersign.sip.transport;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the workers of an address are behind: more than half of a socket's receive queue is taken, three times in a row, and from then on
 * until no more than a quarter is, of any. A worker that is merely busy has a short queue; one that is behind answers everyone late, and what
 * no longer fits is lost. Where the system doesn't tell, nobody is ever behind.
 */
final class OverloadWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OverloadWatch.class);
    private static final Duration EACH = Duration.ofMillis(100);
    private static final int IN_A_ROW = 3;

    private final List<UdpSocket> sockets;
    private int full;
    private volatile boolean overloaded;
    private volatile long dropped;
    private volatile boolean closed;

    OverloadWatch(List<UdpSocket> sockets) {
        this.sockets = List.copyOf(sockets);
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                List<ReceiveQueue> queues = read();
                if (queues.isEmpty()) {
                    return;
                }
                see(queues);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("sip.queues.unknown cause={}", e.toString());
                overloaded = false;
                return;
            }
            LockSupport.parkNanos(EACH.toNanos());
        }
    }

    /** Empty where the system doesn't tell. */
    private List<ReceiveQueue> read() throws IOException {
        List<ReceiveQueue> queues = new ArrayList<>(sockets.size());
        for (UdpSocket socket : sockets) {
            Optional<ReceiveQueue> queue = socket.receiveQueue();
            if (queue.isEmpty()) {
                return List.of();
            }
            queues.add(queue.get());
        }
        return queues;
    }

    void see(List<ReceiveQueue> queues) {
        dropped = queues.stream().mapToLong(ReceiveQueue::dropped).sum();
        full = queues.stream().anyMatch(ReceiveQueue::isMoreThanHalfFull) ? full + 1 : 0;
        if (!overloaded && full >= IN_A_ROW) {
            overloaded = true;
            LOG.warn("sip.overload.begun queues={} dropped={}", queues, dropped);
        } else if (overloaded && queues.stream().allMatch(ReceiveQueue::isAtMostAQuarterFull)) {
            overloaded = false;
            LOG.warn("sip.overload.ended dropped={}", dropped);
        }
    }

    boolean isOverloaded() {
        return overloaded;
    }

    /** Datagrams that did not fit, since the sockets were opened; for any thread. */
    long dropped() {
        return dropped;
    }

    void close() {
        closed = true;
    }
}
