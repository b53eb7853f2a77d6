package io.countersign.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The same where the system gives one datagram at a time. */
class ChannelUdpTransportTest extends UdpTransportTest {
    @Override
    UdpSocket.Opening opening() {
        return ChannelUdpSocket::open;
    }

    /** Java's channels don't tell it: nobody is ever behind (ADR 0036). */
    @Override
    @Test
    void whoIsBehindIsToldSo() throws IOException {
        try (UdpSocket socket = opening().open(ANY_PORT, 1 << 16)) {
            assertThat(socket.receiveQueue()).isEmpty();
        }
    }
}
