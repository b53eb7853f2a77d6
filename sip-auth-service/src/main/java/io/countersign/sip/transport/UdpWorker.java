package io.countersign.sip.transport;

import io.countersign.sip.message.Framing;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** One thread, one socket: receive, judge, answer, again. Ends when its socket is closed, and by nothing else. */
final class UdpWorker implements Runnable {
    private static final int MAX_DATAGRAM_BYTES = 64 * 1024;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final MessageWorker worker;
    private final TransportCounters counters;
    private final Source source = new Source(Transport.UDP, 0);
    /** Direct: a heap buffer would be copied through one by the channel, all 64 KiB of its room reserved each time. */
    private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ResponseWriter.MAX_BYTES);

    UdpWorker(DatagramChannel channel, InetSocketAddress local, SipHandler handler, TransportCounters counters) {
        this.channel = channel;
        this.local = local;
        this.worker = new MessageWorker(handler, counters);
        this.counters = counters;
    }

    @Override
    public void run() {
        while (channel.isOpen()) {
            try {
                serveOne();
            } catch (ClosedChannelException closed) {
                return;
            } catch (Throwable fault) {
                // One packet that could not be received or sent (an unreachable network, port 0): the next one may.
                counters.ioFaults.increment();
                worker.log("udp_fault", fault, source);
            }
        }
    }

    private void serveOne() throws IOException {
        in.clear();
        InetSocketAddress remote = (InetSocketAddress) channel.receive(in);
        int length = in.flip().remaining();
        byte[] bytes = worker.bytes();
        in.get(bytes, 0, length);
        if (isKeepAlive(bytes, length)) {
            counters.keepAlives.increment();
            return;
        }
        source.set(remote, local);
        SipMessage message = worker.parser().parse(bytes, 0, length, Framing.DATAGRAM);
        switch (worker.judge(message, source)) {
            case ANSWER, ANSWER_AND_CLOSE -> send(remote);
            case DROP, CLOSE -> { }
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

    private void send(InetSocketAddress remote) throws IOException {
        ResponseWriter out = worker.out();
        int port = out.destinationPort();
        answer.clear().put(out.array(), 0, out.length()).flip();
        channel.send(answer, port == remote.getPort() ? remote : new InetSocketAddress(remote.getAddress(), port));
        counters.answered.increment();
    }
}
