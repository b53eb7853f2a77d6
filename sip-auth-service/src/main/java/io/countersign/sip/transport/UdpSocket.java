package io.countersign.sip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A socket that shares its address with others (SO_REUSEPORT) and gives several datagrams at once where the system can. What was received,
 * and answers to it, belong to one thread, the worker's; {@link #send} and {@link #close} are for any.
 */
interface UdpSocket extends AutoCloseable {
    /** The largest payload of a datagram, and of what is to be received. */
    int MAX_DATAGRAM_BYTES = 64 * 1024;

    /** How one is opened: {@link #open} or one of the kinds that it chooses from. */
    @FunctionalInterface
    interface Opening {
        UdpSocket open(InetSocketAddress address, int bufferBytes) throws IOException;
    }

    /**
     * Opens one.
     *
     * @param address bound to, with a port
     * @param bufferBytes that the system is asked to keep for each direction; it may give less
     * @throws java.net.BindException when it can't be had
     */
    static UdpSocket open(InetSocketAddress address, int bufferBytes) throws IOException {
        return LinuxUdpSocket.isSupported() ? LinuxUdpSocket.open(address, bufferBytes) : ChannelUdpSocket.open(address, bufferBytes);
    }

    /**
     * Waits for datagrams, or until it is closed.
     *
     * @return how many there are, numbered from 0, until the next call; 0 is no fault
     * @throws java.nio.channels.ClosedChannelException once it is closed
     */
    int receive() throws IOException;

    /** Copies a datagram to the beginning of the array, which has {@link #MAX_DATAGRAM_BYTES}; returns its length. */
    int copy(int number, byte[] to);

    /** Where a datagram came from. */
    InetSocketAddress remote(int number);

    /** Sends an answer to that datagram's address, at that port; it may wait for {@link #flush}. */
    void answer(int number, byte[] bytes, int length, int port) throws IOException;

    /** Sends the answers that wait; how many the system didn't take. */
    int flush() throws IOException;

    /** The system's number for why the last one was not taken; 0 when none is known. */
    int failedErrno();

    /** Sends a datagram of one's own; how many bytes the system took. */
    int send(byte[] datagram, InetSocketAddress remote) throws IOException;

    /**
     * How it stands; for any thread. Empty where the system doesn't tell.
     *
     * @throws java.nio.channels.ClosedChannelException once it is closed
     */
    Optional<ReceiveQueue> receiveQueue() throws IOException;

    @Override
    void close() throws IOException;
}
