package io.countersign.sip.transport;

import static io.countersign.sip.transport.ConnectionLimits.limits;
import static io.countersign.sip.transport.ConnectionLimits.strangersOnly;
import static io.countersign.sip.transport.StreamClient.readAnswer;
import static io.countersign.sip.transport.StreamClient.register;
import static io.countersign.sip.transport.StreamClient.request;
import static io.countersign.sip.transport.StreamClient.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.TortureMessages;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpTransportTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final StreamLimits IMPATIENT = limits(Duration.ofMillis(300), Duration.ofMinutes(1), 64, 2);
    private static final StreamLimits SHORT_IDLE = limits(Duration.ofMinutes(1), Duration.ofMillis(300), 64, 2);

    @AutoClose
    private final Opened opened = new Opened();

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        write(client, register("one") + "\r\n" + register("two") + register("three"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK").contains("Call-ID: one\r\n").contains(";rport=" + client.getLocalPort());
        assertThat(readAnswer(client)).contains("Call-ID: two\r\n");
        assertThat(readAnswer(client)).contains("Call-ID: three\r\n");
    }

    @ParameterizedTest
    @CsvSource({"::1, ::1, 0:0:0:0:0:0:0:1", "::, ::1, 0:0:0:0:0:0:0:1", "::, 127.0.0.1, 127.0.0.1"})
    void bothFamiliesAreServed(String bind, String from, String received) throws IOException {
        StreamTransport transport = StreamTransport.openTcp(
                new InetSocketAddress(InetAddress.ofLiteral(bind), 0), 1, AnsweringHandler::new, strangersOnly(StreamLimits.DEFAULT));
        opened.add(transport);
        Socket client = new Socket(InetAddress.ofLiteral(from), transport.localAddress().getPort());
        opened.add(client);
        client.setSoTimeout(TIMEOUT_MILLIS);

        write(client, RequestText.register().replacing("Via", "SIP/2.0/TCP [2001:db8::9]:5062;rport;branch=z").toString());

        assertThat(readAnswer(client)).contains(
                "Via: SIP/2.0/TCP [2001:db8::9]:5062;received=" + received + ";rport=" + client.getLocalPort() + ";branch=z\r\n");
    }

    @Test
    void closingAnswersWhatIsUnderWayAndNothingAfterIt() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        Socket idle = connect(transport);
        Socket client = connect(transport);
        write(client, register("one") + register("two"));
        await().until(() -> transport.counters().answered() == 2 && transport.counters().openConnections() == 2);

        transport.close();

        assertThat(readAnswer(client)).contains("Call-ID: one\r\n");
        assertThat(readAnswer(client)).contains("Call-ID: two\r\n");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
        assertThat(transport.counters().openConnections()).isZero();
        assertThatThrownBy(() -> connect(transport)).isInstanceOf(IOException.class);
    }

    @Test
    void aSenderOfSingleBytesIsUnderstood() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        for (byte b : register("slow").getBytes(ISO_8859_1)) {
            client.getOutputStream().write(b);
            client.getOutputStream().flush();
        }

        assertThat(readAnswer(client)).contains("Call-ID: slow\r\n");
    }

    @Test
    void aDoubleLineEndIsAnsweredWithASingleOne() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        Socket client = connect(transport);

        write(client, "\r\n\r\n");

        assertThat(client.getInputStream().readNBytes(2)).containsExactly('\r', '\n');
        write(client, register("after"));
        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK");
        assertThat(transport.counters().keepAlives()).isEqualTo(1);
    }

    @Test
    void aMalformedMessageOfSoundLengthIsAnsweredAndTheConnectionStays() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        write(client, RequestText.register().replacing("To", "<<") + register("next"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 400 Malformed To\r\n");
        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK").contains("Call-ID: next\r\n");
    }

    @Test
    void aLengthInDoubtIsAnsweredAndTheConnectionEnds() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        Socket client = connect(transport);

        write(client, new String(TortureMessages.read("mcl01"), ISO_8859_1) + register("smuggled"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 400 Duplicate header\r\n");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(transport.counters().received()).isEqualTo(1);
    }

    @Test
    void aMissingLengthIsAnsweredAndTheConnectionEnds() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        write(client, RequestText.register().without("Content-Length").toString());

        assertThat(readAnswer(client)).startsWith("SIP/2.0 400 Missing Content-Length\r\n");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aLengthThatPromisesMoreIsWaitedForBoundedly() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        Socket client = connect(transport);

        write(client, new String(TortureMessages.read("clerr"), ISO_8859_1));

        assertEnds(client);
        assertThat(transport.counters().received()).isZero();
        assertThat(transport.counters().timedOutConnections()).isEqualTo(1);
    }

    @Test
    void halfAMessageIsBoundedInTimeAlsoWhenItTrickles() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        Socket client = connect(transport);

        client.setSoTimeout(20);
        write(client, "REGISTER sip:example.com SIP/2.0\r\nX: ");
        while (!hasEnded(client)) {
            write(client, "y");
        }

        assertThat(transport.counters().timedOutConnections()).isEqualTo(1);
        assertThat(transport.counters().received()).isZero();
    }

    /** Waits for the end as long as the socket's time-out says. */
    private static boolean hasEnded(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void aSilentStrangerIsBoundedInTimeAndKeepAlivesDoNotHelp() throws IOException {
        StreamTransport transport = start(SHORT_IDLE);
        Socket silent = connect(transport);
        Socket pinging = connect(transport);

        assertEnds(silent);
        assertThatThrownBy(() -> {
            while (true) {
                write(pinging, "\r\n\r\n");
                pinging.getInputStream().readNBytes(2);
            }
        }).isInstanceOf(SocketException.class);

        await().until(() -> transport.counters().timedOutConnections() == 2 && transport.counters().openConnections() == 0);
    }

    @Test
    void aConnectionThatIsHeldOutlivesTheIdleLimit() throws IOException {
        StreamTransport transport = start(SHORT_IDLE);
        Socket held = connect(transport);
        Socket stranger = connect(transport);

        write(held, request("HOLD"));
        assertThat(readAnswer(held)).startsWith("SIP/2.0 200 OK");

        assertEnds(stranger);
        write(held, register("later"));
        assertThat(readAnswer(held)).contains("Call-ID: later\r\n");
    }

    @Test
    void strangersOfOneSourceAreLimitedAndTheAuthenticatedCountedApart() throws IOException {
        StreamTransport transport = start(limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 2, 1));
        Socket first = connect(transport);
        Socket second = connect(transport);
        await().until(() -> transport.counters().openConnections() == 2);

        assertEnds(connect(transport));
        assertThat(transport.counters().refusedConnections(ConnectionRefusal.SOURCE)).isEqualTo(1);

        write(first, request("HOLD"));
        assertThat(readAnswer(first)).startsWith("SIP/2.0 200 OK");
        Socket third = connect(transport);
        write(third, register("third"));
        assertThat(readAnswer(third)).contains("Call-ID: third\r\n");

        second.close();
        await().until(() -> transport.counters().openConnections() == 2);
        Socket fourth = connect(transport);
        write(fourth, register("fourth"));
        assertThat(readAnswer(fourth)).contains("Call-ID: fourth\r\n");
    }

    @Test
    void theHandlerIsToldOnceThatAConnectionIsClosed() throws IOException {
        LongAdder closed = new LongAdder();
        StreamTransport transport = StreamTransport.openTcp(ANY_PORT, 2, () -> new AnsweringHandler(closed), strangersOnly(StreamLimits.DEFAULT));
        opened.add(transport);
        Socket first = connect(transport);
        await().until(() -> transport.counters().openConnections() == 1); // so that it is number 1
        Socket second = connect(transport);
        write(first, register("first"));
        assertThat(readAnswer(first)).startsWith("SIP/2.0 200 OK");

        first.close();
        await().until(() -> transport.counters().openConnections() == 1);
        assertThat(closed.sum()).isEqualTo(1);
        second.close();
        await().until(() -> transport.counters().openConnections() == 0);
        assertThat(closed.sum()).isEqualTo(1 + 2);
    }

    @Test
    void aHandlersFaultCostsOnlyItsAnswer() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        Socket client = connect(transport);

        write(client, request("FAIL") + request("OVERFLOW") + register("next"));

        assertThat(readAnswer(client)).contains("Call-ID: next\r\n");
        assertThat(transport.counters().handlerFaults()).isEqualTo(1);
        assertThat(transport.counters().overflowedAnswers()).isEqualTo(1);
    }

    @Test
    void aHandlerMayEndAConnectionWithItsAnswer() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        write(client, request("BYE") + register("behind"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        Socket client = connect(start(StreamLimits.DEFAULT));

        write(client, "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z\r\nCSeq: 1 REGISTER\r\n" + "X: y\r\n".repeat(20_000));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 400 Too many headers\r\n");
        assertEnds(client);
    }

    @Test
    void aPeerThatReadsNoAnswersIsNotReadFromForEver() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        Socket client = connect(transport);

        assertThatThrownBy(() -> {
            while (true) {
                write(client, register("unread").repeat(100));
            }
        }).isInstanceOf(SocketException.class);

        await().until(() -> transport.counters().openConnections() == 0);
    }

    @Test
    void everyTortureMessageLeavesTheServerServing() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        for (String file : TortureMessages.files()) {
            try (Socket client = connect(transport)) {
                write(client, new String(TortureMessages.read(file), ISO_8859_1));
                client.shutdownOutput();
                client.getInputStream().readAllBytes();
            }
        }
        Socket client = connect(transport);

        write(client, register("after-all"));

        assertThat(readAnswer(client)).contains("Call-ID: after-all\r\n");
        assertThat(transport.counters().handlerFaults()).isZero();
    }

    @Test
    void bothTransportsShareAPort() throws IOException {
        SipListeners listeners = SipListeners.open(ANY_PORT, Optional.empty(), 1, AnsweringHandler::new, StreamLimits.DEFAULT, address -> false);
        opened.add(listeners);

        assertThatThrownBy(() -> SipListeners.open(listeners.localAddress(), Optional.empty(), 1, AnsweringHandler::new, StreamLimits.DEFAULT, address -> false))
                .isInstanceOf(IOException.class);
        Socket client = new Socket(listeners.localAddress().getAddress(), listeners.localAddress().getPort());
        opened.add(client);
        client.setSoTimeout(TIMEOUT_MILLIS);
        write(client, register("both"));
        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK");
    }

    private StreamTransport start(StreamLimits limits) throws IOException {
        StreamTransport transport = StreamTransport.openTcp(ANY_PORT, 2, AnsweringHandler::new, strangersOnly(limits));
        opened.add(transport);
        return transport;
    }

    private Socket connect(StreamTransport transport) throws IOException {
        Socket client = new Socket(transport.localAddress().getAddress(), transport.localAddress().getPort());
        opened.add(client);
        client.setSoTimeout(TIMEOUT_MILLIS);
        client.setTcpNoDelay(true);
        return client;
    }

    /** By an end of stream, or a reset where bytes were still on their way. */
    private static void assertEnds(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
