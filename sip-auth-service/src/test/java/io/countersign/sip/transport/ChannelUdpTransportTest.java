package io.countersign.sip.transport;

/** The same where the system gives one datagram at a time. */
class ChannelUdpTransportTest extends UdpTransportTest {
    @Override
    UdpSocket.Opening opening() {
        return ChannelUdpSocket::open;
    }
}
