package io.countersign.sip.transport;

import io.countersign.sip.message.Framing;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One thread, one socket: receive, judge, answer, again. Ends when its socket is closed, and by nothing else. */
final class UdpWorker implements Runnable {
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(10);

    private final UdpSocket socket;
    private final InetSocketAddress local;
    private final MessageWorker worker;
    private final TransportCounters counters;
    private final OverloadWatch overload;
    private final Source source = new Source(Transport.UDP, 0);
    /** Set by whoever closes; a message that is being judged then is answered, and none after it. */
    private volatile boolean draining;

    private volatile boolean judging;

    UdpWorker(UdpSocket socket, InetSocketAddress local, SipHandler handler, TransportCounters counters, OverloadWatch overload) {
        this.socket = socket;
        this.local = local;
        this.worker = new MessageWorker(handler, counters);
        this.counters = counters;
        this.overload = overload;
    }

    @Override
    public void run() {
        ThreadSlice.shorten();
        while (true) {
            try {
                serveBatch();
            } catch (ClosedChannelException closed) {
                return;
            } catch (Throwable fault) {
                fault(fault);
                LockSupport.parkNanos(PAUSE_AFTER_FAULT.toNanos()); // it may go on, and others need the core
            }
        }
    }

    /** A packet that could not be received or sent (an unreachable network, port 0): the next one may. */
    private void fault(Throwable fault) {
        counters.ioFaults.increment();
        worker.log("udp_fault", fault, source);
    }

    private void serveBatch() throws IOException {
        int count = socket.receive();
        judging = true;
        try {
            worker.beginBatch();
            int answered = 0;
            for (int i = 0; i < count && !draining; i++) {
                answered += serve(i) ? 1 : 0;
            }
            int failed = socket.flush();
            counters.answered.add(answered - failed);
            if (failed > 0) {
                counters.ioFaults.add(failed);
                worker.log("udp_unsent errno=" + socket.failedErrno(), new IOException(), source);
            }
        } finally {
            judging = false;
        }
    }

    /** No more messages are answered; whether the ones at hand are. */
    boolean drained() {
        draining = true;
        return !judging;
    }

    /** Whether there is an answer. */
    private boolean serve(int number) throws ClosedChannelException {
        try {
            byte[] bytes = worker.bytes();
            int length = socket.copy(number, bytes);
            if (isKeepAlive(bytes, length)) {
                counters.keepAlives.increment();
                return false;
            }
            source.set(socket.remote(number), local);
            source.setOverloaded(overload.isOverloaded());
            SipMessage message = worker.parser().parse(bytes, 0, length, Framing.DATAGRAM);
            return switch (worker.judge(message, source)) {
                case ANSWER, ANSWER_AND_CLOSE -> {
                    answer(number);
                    yield true;
                }
                case DROP, CLOSE -> false;
            };
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (Throwable fault) { // costs this message its answer, and the others of its batch nothing
            fault(fault);
            return false;
        }
    }

    /** Empty, or only line ends and zeros: keeps a NAT's binding, wants no answer over UDP. */
    private static boolean isKeepAlive(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void answer(int number) throws IOException {
        ResponseWriter out = worker.out();
        socket.answer(number, out.array(), out.length(), out.destinationPort());
    }
}
