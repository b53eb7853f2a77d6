package io.countersign.sip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/** SIP over UDP and over TCP at one address and port. */
public final class SipListeners implements AutoCloseable {
    /** A free UDP port need not be free for TCP. */
    private static final int MAX_ATTEMPTS = 20;

    private final UdpTransport udp;
    private final TcpTransport tcp;

    private SipListeners(UdpTransport udp, TcpTransport tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Listens on both.
     *
     * @param address port 0 takes one that is free for both
     * @param workers threads of each
     * @throws IOException when the address can't be had
     */
    public static SipListeners open(InetSocketAddress address, int workers, SipHandler.Factory handlers, StreamLimits limits)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            UdpTransport udp = UdpTransport.open(address, workers, handlers);
            try {
                return new SipListeners(udp, TcpTransport.open(udp.localAddress(), workers, handlers, limits));
            } catch (IOException e) {
                udp.close();
                if (address.getPort() != 0 || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    public InetSocketAddress localAddress() {
        return udp.localAddress();
    }

    public TransportCounters udpCounters() {
        return udp.counters();
    }

    public TransportCounters tcpCounters() {
        return tcp.counters();
    }

    @Override
    public void close() throws IOException {
        try (udp; tcp) {
            // both are closed, whatever the first one throws
        }
    }
}
