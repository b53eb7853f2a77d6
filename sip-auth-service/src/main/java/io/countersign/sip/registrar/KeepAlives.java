package io.countersign.sip.registrar;

import io.countersign.sip.message.SentBy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the way open to phones behind a NAT: datagrams from another address than the contact's came through one, and it forgets
 * the way after 30 s and more of silence. Each of them gets an OPTIONS in {@value #INTERVAL_SECONDS} s. Only to where a proved
 * request came from, never to what the contact names. {@link #sendNext} belongs to one thread.
 */
public final class KeepAlives {
    static final int INTERVAL_SECONDS = 25;

    /** How often a part of them is due. */
    public static final Duration STEP = Duration.ofSeconds(INTERVAL_SECONDS).dividedBy(KeepAliveSlots.SLOTS);

    /** In one step: 10,000 a second. */
    static final int MOST_A_STEP = 400;

    private final NodeBindings node;
    private final DatagramSender sender;
    private final KeepAliveRequest request;
    private final LongAdder sent = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private int slot;

    KeepAlives(NodeBindings node, DatagramSender sender, KeepAliveBranch branch, SentBy sentBy) {
        this.node = node;
        this.sender = sender;
        this.request = new KeepAliveRequest(branch, sentBy);
    }

    /** The next part; all of them in {@value #INTERVAL_SECONDS} s. */
    public void sendNext() {
        int left = MOST_A_STEP;
        for (Binding binding : node.keepAlives.of(slot)) {
            if (left-- > 0 && send(binding)) {
                sent.increment();
            } else {
                skipped.increment();
            }
        }
        slot = (slot + 1) % KeepAliveSlots.SLOTS;
    }

    /** Those that were handed to the system. */
    public long sent() {
        return sent.sum();
    }

    /** Those that were too many at once, too long for a packet, or not taken by the system. */
    public long skipped() {
        return skipped.sum();
    }

    /** Bindings that get them. */
    public int size() {
        return node.keepAlives.size();
    }

    private boolean send(Binding binding) {
        Optional<byte[]> datagram;
        Flow flow;
        synchronized (binding.owner) {
            flow = binding.flow();
            datagram = request.to(binding.uri, binding.path());
        }
        return datagram.isPresent() && sender.send(datagram.get(), flow);
    }
}
