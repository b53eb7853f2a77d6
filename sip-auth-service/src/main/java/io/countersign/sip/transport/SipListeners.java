package io.countersign.sip.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/** SIP over UDP and over TCP at one address and port, and over TLS at another port where there is a certificate. */
public final class SipListeners implements AutoCloseable {
    /** A free UDP port need not be free for TCP. */
    private static final int MAX_ATTEMPTS = 20;

    private final UdpTransport udp;
    private final StreamTransport tcp;
    private final Optional<StreamTransport> tls;

    /**
     * Where and how TLS is listened to.
     *
     * @param address port 0 takes a free one
     * @param certificates by the name that a client asks for; asked on event loops, also with null: for no name
     */
    public record TlsPort(InetSocketAddress address, Mapping<? super String, ? extends SslContext> certificates) {}

    private SipListeners(UdpTransport udp, StreamTransport tcp, Optional<StreamTransport> tls) {
        this.udp = udp;
        this.tcp = tcp;
        this.tls = tls;
    }

    /**
     * Listens on all.
     *
     * @param address port 0 takes one that is free for UDP and TCP
     * @param workers threads of each
     * @param isKnown says of an address of 4 or 16 bytes whether somebody has proved lately from there who he is; asked on event loops
     * @throws IOException when an address can't be had
     */
    public static SipListeners open(
            InetSocketAddress address,
            Optional<TlsPort> tlsPort,
            int workers,
            SipHandler.Factory handlers,
            StreamLimits limits,
            Predicate<byte[]> isKnown)
            throws IOException {
        ConnectionCounts counts = new ConnectionCounts(limits, isKnown);
        SipListeners open = open(address, workers, handlers, counts);
        if (tlsPort.isEmpty()) {
            return open;
        }
        try {
            TlsPort port = tlsPort.get();
            StreamTransport tls = StreamTransport.openTls(port.address(), workers, handlers, counts, port.certificates());
            return new SipListeners(open.udp, open.tcp, Optional.of(tls));
        } catch (IOException e) {
            open.close();
            throw e;
        }
    }

    private static SipListeners open(InetSocketAddress address, int workers, SipHandler.Factory handlers, ConnectionCounts counts)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            UdpTransport udp = UdpTransport.open(address, workers, handlers);
            try {
                StreamTransport tcp = StreamTransport.openTcp(udp.localAddress(), workers, handlers, counts);
                return new SipListeners(udp, tcp, Optional.empty());
            } catch (IOException e) {
                udp.close();
                if (address.getPort() != 0 || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Of UDP and TCP. */
    public InetSocketAddress localAddress() {
        return udp.localAddress();
    }

    /** Sends a datagram from the address that is listened to; by any thread. False when the system doesn't take it. */
    public boolean sendDatagram(byte[] datagram, InetSocketAddress remote) {
        return udp.send(datagram, remote);
    }

    public TransportCounters udpCounters() {
        return udp.counters();
    }

    /** Datagrams that the system has dropped because they came faster than they were judged. */
    public long droppedDatagrams() {
        return udp.dropped();
    }

    /** Whether more datagrams wait than can be judged in time. */
    public boolean isOverloaded() {
        return udp.isOverloaded();
    }

    public TransportCounters tcpCounters() {
        return tcp.counters();
    }

    /** What connections of strangers take, over TCP and TLS. */
    public StrangerTotals strangers() {
        return tcp.strangers();
    }

    /** The listener for TLS; empty where there is no certificate. */
    public Optional<StreamTransport> tls() {
        return tls;
    }

    @Override
    public void close() throws IOException {
        try (udp; tcp) {
            tls.ifPresent(StreamTransport::close); // all are closed, whatever the first one throws
        }
    }
}
