package io.countersign.sip.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.TortureMessages;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpTransportTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 5_000;

    private UdpTransport transport;
    private DatagramSocket client;

    UdpTransportTest() throws IOException {
        transport = UdpTransport.open(ANY_PORT, 2, AnsweringHandler::new);
        client = new DatagramSocket(ANY_PORT);
    }

    @BeforeEach
    void setUp() throws IOException {
        client.setSoTimeout(TIMEOUT_MILLIS);
    }

    @AfterEach
    void tearDown() throws IOException {
        client.close();
        transport.close();
    }

    @Test
    void aRequestIsAnsweredWhereItCameFrom() throws IOException {
        send(RequestText.register().bytes());

        assertThat(receive()).startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.10:5062;received=127.0.0.1;rport=" + client.getLocalPort() + ";");
        assertThat(transport.counters().received()).isEqualTo(1);
    }

    @Test
    void withoutRportTheAnswerGoesToTheViaPort() throws IOException {
        try (DatagramSocket listening = new DatagramSocket(ANY_PORT)) {
            listening.setSoTimeout(TIMEOUT_MILLIS);

            send(RequestText.register().replacing("Via", "SIP/2.0/UDP elsewhere.example.com:" + listening.getLocalPort() + ";branch=z").bytes());

            assertThat(receive(listening)).startsWith("SIP/2.0 200 OK").contains(";received=127.0.0.1;");
        }
    }

    @Test
    void manySourcesAreAllServed() throws IOException {
        List<DatagramSocket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                DatagramSocket another = new DatagramSocket(ANY_PORT);
                another.setSoTimeout(TIMEOUT_MILLIS);
                clients.add(another);
                send(another, RequestText.register().replacing("Call-ID", "call-" + i).bytes());
            }
            for (int i = 0; i < 50; i++) {
                assertThat(receive(clients.get(i))).contains("Call-ID: call-" + i + "\r\n");
            }
        } finally {
            clients.forEach(DatagramSocket::close);
        }
    }

    @Test
    void aHandlersFaultAndAnAnswerThatDoesNotFitCostNothingButTheirAnswer() throws IOException {
        send(request("FAIL").bytes());
        send(request("OVERFLOW").bytes());
        send(RequestText.register().bytes());

        assertThat(receive()).startsWith("SIP/2.0 200 OK");
        await().until(() -> transport.counters().handlerFaults() == 1 && transport.counters().overflowedAnswers() == 1);
    }

    @Test
    void anUnreachableAnswerCostsNothingButItself() throws IOException {
        // Port 1 of Via: the send may be refused by the system, or lost; either way the worker lives.
        send(RequestText.register().replacing("Via", "SIP/2.0/UDP 192.0.2.1:1;branch=z").bytes());
        send(RequestText.register().bytes());

        assertThat(receive()).startsWith("SIP/2.0 200 OK");
    }

    @Test
    void keepAlivesAreSwallowed() throws IOException {
        send(new byte[0]);
        send("\r\n\r\n".getBytes(ISO_8859_1));
        send(new byte[] {0});
        send(RequestText.register().bytes());

        assertThat(receive()).startsWith("SIP/2.0 200 OK");
        await().until(() -> transport.counters().keepAlives() == 3);
    }

    @Test
    void theLargestDatagramIsRead() throws IOException {
        byte[] body = new byte[65_507 - RequestText.register().bytes().length];
        String text = RequestText.register().without("Content-Length").body(new String(body, ISO_8859_1)).toString();

        send(text.getBytes(ISO_8859_1));

        assertThat(receive()).startsWith("SIP/2.0 200 OK");
    }

    @Test
    void tortureIsAnsweredOrDroppedAndAGoodRequestServedBehindIt() throws IOException {
        for (String file : TortureMessages.files()) {
            send(TortureMessages.read(file));
        }
        send(RequestText.register().replacing("Call-ID", "after-all").bytes());

        assertThat(receiveUntil("Call-ID: after-all\r\n")).isTrue();
        assertThat(transport.counters().handlerFaults()).isZero();
        assertThat(transport.counters().received()).isEqualTo(TortureMessages.files().size() + 1);
    }

    @Test
    void aPortThatAnotherListenerHasIsRefused() throws IOException {
        assertThatThrownBy(() -> UdpTransport.open(transport.localAddress(), 1, AnsweringHandler::new)).isInstanceOf(BindException.class);
    }

    @Test
    void afterCloseThePortIsFree() throws IOException {
        InetSocketAddress address = transport.localAddress();

        transport.close();

        UdpTransport.open(address, 1, AnsweringHandler::new).close();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("sip-udp-" + address.getPort()));
    }

    private static RequestText request(String method) {
        return RequestText.register().startLine(method + " sip:a@example.com SIP/2.0").replacing("CSeq", "1 " + method);
    }

    private boolean receiveUntil(String text) throws IOException {
        for (int i = 0; i <= TortureMessages.files().size(); i++) {
            if (receive().contains(text)) {
                return true;
            }
        }
        return false;
    }

    private void send(byte[] bytes) throws IOException {
        send(client, bytes);
    }

    private void send(DatagramSocket from, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, transport.localAddress()));
    }

    private String receive() throws IOException {
        return receive(client);
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }
}
