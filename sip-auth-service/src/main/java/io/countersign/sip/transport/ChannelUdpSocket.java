package io.countersign.sip.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** One datagram at a time, on every system that Java runs on. */
final class ChannelUdpSocket implements UdpSocket {
    private final DatagramChannel channel;
    /** Direct: a heap buffer would be copied through one by the channel, all 64 KiB of its room reserved each time. */
    private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private InetSocketAddress remote;

    private ChannelUdpSocket(DatagramChannel channel, InetSocketAddress nobody) {
        this.channel = channel;
        this.remote = nobody;
    }

    static ChannelUdpSocket open(InetSocketAddress address, int bufferBytes) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family(address));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
            channel.bind(address);
            return new ChannelUdpSocket(channel, address);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** An IPv4 socket where that is all that is asked for: one for both makes an IPv6 address of every source and back. */
    static ProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    @Override
    public int receive() throws IOException {
        in.clear();
        remote = (InetSocketAddress) channel.receive(in); // blocks, so that there is one
        in.flip();
        return 1;
    }

    @Override
    public int copy(int number, byte[] to) {
        int length = in.remaining();
        in.get(0, to, 0, length);
        return length;
    }

    @Override
    public InetSocketAddress remote(int number) {
        return remote;
    }

    @Override
    public void answer(int number, byte[] bytes, int length, int port) throws IOException {
        out.clear().put(bytes, 0, length).flip();
        channel.send(out, port == remote.getPort() ? remote : new InetSocketAddress(remote.getAddress(), port));
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public int failedErrno() {
        return 0;
    }

    @Override
    public int send(byte[] datagram, InetSocketAddress to) throws IOException {
        return channel.send(ByteBuffer.wrap(datagram), to);
    }

    @Override
    public Optional<ReceiveQueue> receiveQueue() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
