package io.countersign.sip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * SIP over UDP: worker threads that each own a socket on the same address (SO_REUSEPORT, the kernel spreads sources over
 * them) and run every packet to its answer.
 */
public final class UdpTransport implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024; // a burst; the kernel may give less
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration DRAIN_PAUSE = Duration.ofMillis(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final InetSocketAddress localAddress;
    private final List<UdpSocket> sockets;
    private final List<UdpWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final TransportCounters counters = new TransportCounters();
    private final OverloadWatch overload;

    private UdpTransport(InetSocketAddress localAddress, List<UdpSocket> sockets, SipHandler.Factory handlers) {
        this.localAddress = localAddress;
        this.sockets = sockets;
        this.overload = new OverloadWatch(sockets);
        threads.add(Thread.ofPlatform().name("sip-udp-" + localAddress.getPort() + "-overload").daemon().unstarted(overload));
        for (UdpSocket socket : sockets) {
            UdpWorker worker = new UdpWorker(socket, localAddress, handlers.newHandler(), counters, overload);
            workers.add(worker);
            threads.add(Thread.ofPlatform().name("sip-udp-" + localAddress.getPort() + "-" + (workers.size() - 1)).unstarted(worker));
        }
    }

    /**
     * Opens the sockets and starts the workers.
     *
     * @param address port 0 takes a free one
     * @throws IOException when the address can't be had, also when another process listens there
     */
    public static UdpTransport open(InetSocketAddress address, int workers, SipHandler.Factory handlers) throws IOException {
        return open(address, workers, handlers, UdpSocket::open);
    }

    static UdpTransport open(InetSocketAddress address, int workers, SipHandler.Factory handlers, UdpSocket.Opening opening)
            throws IOException {
        List<UdpSocket> sockets = new ArrayList<>();
        try {
            InetSocketAddress bound = claim(address);
            for (int i = 0; i < workers; i++) {
                sockets.add(opening.open(bound, SOCKET_BUFFER_BYTES));
            }
            UdpTransport transport = new UdpTransport(bound, sockets, handlers);
            transport.threads.forEach(Thread::start);
            return transport;
        } catch (IOException | RuntimeException e) {
            closeAll(sockets);
            throw e;
        }
    }

    /** A socket that does not share fails where SO_REUSEPORT would silently halve another process's traffic. */
    private static InetSocketAddress claim(InetSocketAddress address) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open(ChannelUdpSocket.family(address))) {
            probe.bind(address);
            return (InetSocketAddress) probe.getLocalAddress();
        }
    }

    private static void closeAll(List<UdpSocket> sockets) throws IOException {
        for (UdpSocket socket : sockets) {
            socket.close();
        }
    }

    public InetSocketAddress localAddress() {
        return localAddress;
    }

    public TransportCounters counters() {
        return counters;
    }

    /** Datagrams that the system has dropped because the workers were behind. */
    public long dropped() {
        return overload.dropped();
    }

    /** Whether the workers are behind. */
    public boolean isOverloaded() {
        return overload.isOverloaded();
    }

    /** Sends from this address; by any thread. False when the system doesn't take it. */
    public boolean send(byte[] datagram, InetSocketAddress remote) {
        try {
            return sockets.getFirst().send(datagram, remote) == datagram.length;
        } catch (IOException e) { // an unreachable network, or closed meanwhile
            counters.ioFaults.increment();
            return false;
        }
    }

    /** Waits until the workers have sent what they are at, a moment at most, and closes the sockets. */
    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
        for (UdpWorker worker : workers) {
            while (!worker.drained() && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(DRAIN_PAUSE.toNanos());
            }
        }
        closeAll(sockets);
        overload.close();
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
