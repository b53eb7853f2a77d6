package io.countersign.sip.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * SIP over UDP: worker threads that each own a socket on the same address (SO_REUSEPORT, the kernel spreads sources over
 * them) and run every packet to its answer.
 */
public final class UdpTransport implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024; // a burst; the kernel may give less
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final InetSocketAddress localAddress;
    private final List<DatagramChannel> channels;
    private final List<Thread> threads = new ArrayList<>();
    private final TransportCounters counters = new TransportCounters();

    private UdpTransport(InetSocketAddress localAddress, List<DatagramChannel> channels, SipHandler.Factory handlers) {
        this.localAddress = localAddress;
        this.channels = channels;
        for (DatagramChannel channel : channels) {
            UdpWorker worker = new UdpWorker(channel, localAddress, handlers.newHandler(), counters);
            threads.add(Thread.ofPlatform().name("sip-udp-" + localAddress.getPort() + "-" + threads.size()).unstarted(worker));
        }
    }

    /**
     * Opens the sockets and starts the workers.
     *
     * @param address port 0 takes a free one
     * @throws IOException when the address can't be had, also when another process listens there
     */
    public static UdpTransport open(InetSocketAddress address, int workers, SipHandler.Factory handlers) throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        try {
            InetSocketAddress bound = claim(address);
            for (int i = 0; i < workers; i++) {
                DatagramChannel channel = DatagramChannel.open(family(address));
                channels.add(channel);
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
                channel.bind(bound);
            }
            UdpTransport transport = new UdpTransport(bound, channels, handlers);
            transport.threads.forEach(Thread::start);
            return transport;
        } catch (IOException | RuntimeException e) {
            closeAll(channels);
            throw e;
        }
    }

    /** A socket that does not share fails where SO_REUSEPORT would silently halve another process's traffic. */
    private static InetSocketAddress claim(InetSocketAddress address) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open(family(address))) {
            probe.bind(address);
            return (InetSocketAddress) probe.getLocalAddress();
        }
    }

    /** An IPv4 socket where that is all that is asked for: one for both makes an IPv6 address of every source and back. */
    private static ProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static void closeAll(List<DatagramChannel> channels) throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }

    public InetSocketAddress localAddress() {
        return localAddress;
    }

    public TransportCounters counters() {
        return counters;
    }

    /** Closes the sockets and waits until the workers have sent what they were at. */
    @Override
    public void close() throws IOException {
        closeAll(channels);
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
