package io.countersign.sip.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.TortureMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpTransportTest {
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 5_000;
    /** The system takes at least 768 bytes for a datagram, and has 8 MiB at most. */
    private static final int MORE_THAN_A_QUEUE_HOLDS = 12_000;

    private static final int BACKLOG = 70;

    @SuppressWarnings("NullAway.Init")
    private UdpTransport transport;

    @SuppressWarnings("NullAway.Init")
    private DatagramSocket client;

    @BeforeEach
    void setUp() throws IOException {
        transport = open(ANY_PORT, 2, AnsweringHandler::new);
        client = new DatagramSocket(ANY_PORT);
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

    @ParameterizedTest
    @CsvSource({"::1, ::1, 0:0:0:0:0:0:0:1", "::, ::1, 0:0:0:0:0:0:0:1", "::, 127.0.0.1, 127.0.0.1"})
    void bothFamiliesAreServed(String bind, String from, String received) throws IOException {
        try (UdpTransport other = open(new InetSocketAddress(InetAddress.ofLiteral(bind), 0), 2, AnsweringHandler::new);
                DatagramSocket phone = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(from), 0))) {
            phone.setSoTimeout(TIMEOUT_MILLIS);
            byte[] request = RequestText.register().replacing("Via", "SIP/2.0/UDP [2001:db8::9]:5062;rport;branch=z").bytes();

            phone.send(new DatagramPacket(
                    request, request.length, new InetSocketAddress(InetAddress.ofLiteral(from), other.localAddress().getPort())));

            assertThat(receive(phone)).startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP [2001:db8::9]:5062;received=" + received + ";rport="
                    + phone.getLocalPort() + ";branch=z\r\n");
        }
    }

    @Test
    void closingAnswersWhatIsUnderWayAndNothingAfterIt() throws Exception {
        CountDownLatch judging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SipHandler answering = heldUp(goOn, new AnsweringHandler());
        SipHandler slow = (message, source, out) -> {
            judging.countDown();
            return answering.handle(message, source, out);
        };
        UdpTransport other = open(ANY_PORT, 1, () -> slow);
        byte[] request = RequestText.register().replacing("Call-ID", "under-way").bytes();
        byte[] late = RequestText.register().replacing("Call-ID", "late").bytes();
        client.send(new DatagramPacket(request, request.length, other.localAddress()));
        client.send(new DatagramPacket(late, late.length, other.localAddress()));
        assertThat(judging.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();

        Thread closing = Thread.ofPlatform().start(() -> {
            try {
                other.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING); // it waits for the answer
        goOn.countDown();
        closing.join(TIMEOUT_MILLIS);

        assertThat(receive()).contains("Call-ID: under-way\r\n");
        assertThat(other.counters().received()).isEqualTo(1);
    }

    /** A flood, and a worker that is held up: told when the queue is half full, no longer once it is empty again. */
    @Test
    void whoIsBehindIsToldSo() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger toldOverloaded = new AtomicInteger();
        SipHandler heldUp = heldUp(goOn, (message, source, out) -> {
            toldOverloaded.addAndGet(source.isOverloaded() ? 1 : 0);
            return SipHandler.Disposition.DROP;
        });
        try (UdpTransport other = open(ANY_PORT, 1, () -> heldUp)) {
            byte[] request = RequestText.register().bytes();
            DatagramPacket packet = new DatagramPacket(request, request.length, other.localAddress());
            for (int i = 0; i < MORE_THAN_A_QUEUE_HOLDS; i++) {
                client.send(packet);
            }
            await().until(() -> other.isOverloaded() && other.dropped() > 0);
            goOn.countDown();

            await().until(() -> !other.isOverloaded());
            assertThat(toldOverloaded).hasPositiveValue();
            await().until(() -> other.counters().received() + other.dropped() == MORE_THAN_A_QUEUE_HOLDS);
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

    /** What waits while one is judged is received together, and each is answered where it came from. */
    @Test
    void aBacklogIsAnsweredWhole() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        SipHandler heldUp = heldUp(goOn, new AnsweringHandler());
        List<DatagramSocket> phones = new ArrayList<>();
        try (UdpTransport other = open(ANY_PORT, 1, () -> heldUp)) {
            for (int i = 0; i < BACKLOG; i++) {
                DatagramSocket phone = new DatagramSocket(ANY_PORT);
                phone.setSoTimeout(TIMEOUT_MILLIS);
                phones.add(phone);
                byte[] request = i % 7 == 3 ? request("FAIL").bytes() : RequestText.register().replacing("Call-ID", "call-" + i).bytes();
                phone.send(new DatagramPacket(request, request.length, other.localAddress()));
            }
            goOn.countDown();

            for (int i = 0; i < BACKLOG; i++) {
                if (i % 7 != 3) {
                    assertThat(receive(phones.get(i))).contains(";rport=" + phones.get(i).getLocalPort()).contains("Call-ID: call-" + i + "\r\n");
                }
            }
            await().until(() -> other.counters().answered() == BACKLOG - BACKLOG / 7);
        } finally {
            phones.forEach(DatagramSocket::close);
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
    void oneOfSixteenMessagesIsTimed() throws IOException {
        List<Long> judgements = new CopyOnWriteArrayList<>();
        transport.counters().observeJudgements(judgements::add);
        for (int i = 0; i < 2 * MessageWorker.TIMED_EACH; i++) {
            send(RequestText.register().bytes()); // one source: all to one worker
            receive();
        }

        assertThat(judgements).hasSize(2).allSatisfy(nanos -> assertThat(nanos).isPositive());
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
        assertThatThrownBy(() -> open(transport.localAddress(), 1, AnsweringHandler::new)).isInstanceOf(BindException.class);
    }

    @Test
    void afterCloseThePortIsFree() throws IOException {
        InetSocketAddress address = transport.localAddress();

        transport.close();

        open(address, 1, AnsweringHandler::new).close();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("sip-udp-" + address.getPort()));
    }

    private UdpTransport open(InetSocketAddress address, int workers, SipHandler.Factory handlers) throws IOException {
        return UdpTransport.open(address, workers, handlers, opening());
    }

    /** The kind of socket that this system gives. */
    UdpSocket.Opening opening() {
        return UdpSocket::open;
    }

    /** Handles nothing before it may, at most so long. */
    private static SipHandler heldUp(CountDownLatch goOn, SipHandler handler) {
        return (message, source, out) -> {
            try {
                goOn.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return handler.handle(message, source, out);
        };
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
