package io.countersign.sip.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives all that has arrived by one call, and sends the answers to it by one (recvmmsg(2), sendmmsg(2)): the calls, and waking whoever
 * waits for an answer, are most of what a datagram costs (ADR 0037). Never waits to have more at once.
 */
final class LinuxUdpSocket implements UdpSocket {
    /** Datagrams at once: an answer waits for the others of its batch. */
    static final int BATCH = 16;

    /** A send that takes this long has failed. A receipt waits for as long as it takes: a time-out would be set anew for each. */
    private static final Duration SEND_TIMEOUT = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(LinuxUdpSocket.class);
    private static final int NO_SOCKET = -1;

    /** Looked at once, and apart from the calls themselves: other systems don't have them. */
    private static final class Support {
        private static final boolean IS_THERE = isKnownSystem() && answers();

        private static boolean isKnownSystem() {
            return System.getProperty("os.name").equals("Linux") && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
        }

        /** A sandbox may refuse the call, and the JVM all native ones. */
        private static boolean answers() {
            try (Arena once = Arena.ofConfined()) {
                MemorySegment state = LinuxCalls.newState(once);
                LinuxCalls.recvmmsg(state, NO_SOCKET, MemorySegment.NULL, 0);
                if (LinuxCalls.errno(state) == LinuxCalls.EBADF) {
                    return true;
                }
                LOG.warn("udp.batch.unavailable errno={}", LinuxCalls.errno(state));
            } catch (LinkageError e) {
                LOG.warn("udp.batch.unavailable cause={}", String.valueOf(e.getCause()));
            }
            return false;
        }
    }

    private final Arena arena = Arena.ofAuto();
    private final int socket;
    private final SocketAddresses addresses;
    private final MemorySegment state = LinuxCalls.newState(arena);
    private final DatagramBatch in;
    private final DatagramBatch out;
    /** Datagrams of the last receipt. */
    private int count;
    /** Why the last answer was not sent. */
    private int failedErrno;
    /** Answers that wait. */
    private int waiting;

    private volatile boolean open = true;
    /** Guards the end of the socket against those who use it. */
    private final Object end = new Object();
    /** Whether a worker receives: then it, and nobody else, ends the socket, when it sees that it was closed. Written under end. */
    private volatile boolean received;
    /** Guarded by end. */
    private boolean ended;

    private LinuxUdpSocket(int socket, boolean ipv6) {
        this.socket = socket;
        this.addresses = new SocketAddresses(ipv6);
        this.in = new DatagramBatch(arena, BATCH, addresses.bytes());
        this.out = new DatagramBatch(arena, BATCH, addresses.bytes());
    }

    static boolean isSupported() {
        return Support.IS_THERE;
    }

    static LinuxUdpSocket open(InetSocketAddress address, int bufferBytes) throws IOException {
        boolean ipv6 = !(address.getAddress() instanceof Inet4Address);
        try (Arena once = Arena.ofConfined()) {
            MemorySegment state = LinuxCalls.newState(once);
            int number = LinuxCalls.socket(state, ipv6 ? LinuxCalls.AF_INET6 : LinuxCalls.AF_INET);
            if (number < 0) {
                throw fault("socket", state);
            }
            LinuxUdpSocket socket = wrap(state, number, ipv6);
            try {
                socket.set(once, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_REUSEPORT, 1);
                socket.set(once, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_RCVBUF, bufferBytes);
                socket.set(once, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_SNDBUF, bufferBytes);
                socket.setSendTimeout(once);
                // Not what others on this machine have joined.
                if (ipv6) {
                    socket.set(once, LinuxCalls.IPPROTO_IPV6, LinuxCalls.IPV6_V6ONLY, 0);
                    socket.set(once, LinuxCalls.IPPROTO_IPV6, LinuxCalls.IPV6_MULTICAST_ALL, 0);
                } else {
                    socket.set(once, LinuxCalls.IPPROTO_IP, LinuxCalls.IP_MULTICAST_ALL, 0);
                }
                MemorySegment name = once.allocate(SocketAddresses.MAX_BYTES);
                socket.addresses.write(address, name);
                if (LinuxCalls.bind(state, number, name, socket.addresses.bytes()) != 0) {
                    throw fault("bind to " + address, state);
                }
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }
    }

    private static LinuxUdpSocket wrap(MemorySegment state, int number, boolean ipv6) {
        try {
            return new LinuxUdpSocket(number, ipv6);
        } catch (RuntimeException | OutOfMemoryError e) {
            LinuxCalls.close(state, number);
            throw e;
        }
    }

    private void set(Arena once, int level, int option, int value) throws IOException {
        check(once, level, option, once.allocateFrom(JAVA_INT, value));
    }

    private void setSendTimeout(Arena once) throws IOException {
        check(once, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_SNDTIMEO, once.allocateFrom(JAVA_LONG, 0, SEND_TIMEOUT.toNanos() / 1_000)); // struct timeval
    }

    private void check(Arena once, int level, int option, MemorySegment value) throws IOException {
        MemorySegment errors = LinuxCalls.newState(once);
        if (LinuxCalls.setsockopt(errors, socket, level, option, value) != 0) {
            throw fault("setsockopt " + option, errors);
        }
    }

    private static IOException fault(String what, MemorySegment state) {
        int errno = LinuxCalls.errno(state);
        return switch (errno) {
            case LinuxCalls.EADDRINUSE -> new BindException("Address already in use: " + what);
            case LinuxCalls.EADDRNOTAVAIL -> new BindException("Cannot assign requested address: " + what);
            case LinuxCalls.EACCES -> new BindException("Permission denied: " + what);
            default -> new IOException(what + " failed: errno " + errno);
        };
    }

    @Override
    public int receive() throws IOException {
        if (!open || !received) {
            begin();
        }
        in.prepare(count);
        int result = LinuxCalls.recvmmsg(state, socket, in.from(0), BATCH);
        if (result >= 0) {
            count = result;
            return open ? count : 0; // what ends the wait looks like an empty datagram
        }
        if (LinuxCalls.errno(state) == LinuxCalls.EINTR) {
            return 0;
        }
        throw fault("recvmmsg", state);
    }

    private void begin() throws ClosedChannelException {
        synchronized (end) {
            if (!open) {
                end();
                throw new ClosedChannelException();
            }
            received = true;
        }
    }

    @Override
    public int copy(int number, byte[] to) {
        return in.copy(number, to);
    }

    @Override
    public InetSocketAddress remote(int number) {
        return addresses.read(in.name(number));
    }

    @Override
    public void answer(int number, byte[] bytes, int length, int port) {
        out.set(waiting, in.name(number), bytes, length); // the address as it came, an IPv6 zone with it
        addresses.writePort(port, out.name(waiting));
        waiting++;
    }

    @Override
    public int flush() {
        int failed = 0;
        int sent = 0;
        while (sent < waiting) {
            int count = LinuxCalls.sendmmsg(state, socket, out.from(sent), waiting - sent);
            if (count > 0) {
                sent += count;
            } else if (LinuxCalls.errno(state) != LinuxCalls.EINTR) { // the first of them: the others may be taken
                failedErrno = LinuxCalls.errno(state);
                failed++;
                sent++;
            }
        }
        waiting = 0;
        return failed;
    }

    @Override
    public int failedErrno() {
        return failedErrno;
    }

    @Override
    public int send(byte[] datagram, InetSocketAddress remote) throws IOException {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment bytes = once.allocateFrom(JAVA_BYTE, datagram);
            MemorySegment name = once.allocate(SocketAddresses.MAX_BYTES);
            addresses.write(remote, name);
            MemorySegment errors = LinuxCalls.newState(once);
            synchronized (end) {
                if (ended) {
                    throw new ClosedChannelException();
                }
                long sent = LinuxCalls.sendto(errors, socket, bytes, name, addresses.bytes());
                if (sent < 0) {
                    throw fault("sendto", errors);
                }
                return (int) sent;
            }
        }
    }

    @Override
    public Optional<ReceiveQueue> receiveQueue() throws IOException {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment values = once.allocate(JAVA_INT, LinuxCalls.SK_MEMINFO_VARS);
            MemorySegment length = once.allocateFrom(JAVA_INT, (int) values.byteSize());
            MemorySegment errors = LinuxCalls.newState(once);
            synchronized (end) {
                if (ended) {
                    throw new ClosedChannelException();
                }
                if (LinuxCalls.getsockopt(errors, socket, LinuxCalls.SOL_SOCKET, LinuxCalls.SO_MEMINFO, values, length) != 0) {
                    throw fault("getsockopt", errors);
                }
            }
            return Optional.of(new ReceiveQueue(
                    unsigned(values, LinuxCalls.SK_MEMINFO_RMEM_ALLOC),
                    unsigned(values, LinuxCalls.SK_MEMINFO_RCVBUF),
                    unsigned(values, LinuxCalls.SK_MEMINFO_DROPS)));
        }
    }

    private static long unsigned(MemorySegment values, int index) {
        return Integer.toUnsignedLong(values.getAtIndex(JAVA_INT, index));
    }

    @Override
    public void close() {
        synchronized (end) {
            open = false;
            if (!received) {
                end();
            } else if (!ended) {
                try (Arena once = Arena.ofConfined()) {
                    LinuxCalls.shutdown(LinuxCalls.newState(once), socket); // wakes the worker, and is refused for being without a peer
                }
            }
        }
    }

    /** Under end. */
    private void end() {
        if (!ended) {
            ended = true;
            try (Arena once = Arena.ofConfined()) {
                LinuxCalls.close(LinuxCalls.newState(once), socket);
            }
        }
    }
}
