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

import io.countersign.sip.tls.TestAuthority;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final StreamLimits IMPATIENT = limits(Duration.ofMillis(300), Duration.ofMinutes(1), 64, 2);
    private static final StreamLimits SHORT_IDLE = limits(Duration.ofMinutes(1), Duration.ofMillis(300), 64, 2);
    private static final String DEFAULT_NAME = "sip.example.com";
    private static final String OTHER_NAME = "trunk-abc.sip.example.com";
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Map<String, SslContext> CONTEXTS = new ConcurrentHashMap<>();

    @TempDir
    private static Path folder;

    @AutoClose
    private final Opened opened = new Opened();

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void pipelinedRequestsAndKeepAlivesAreAnsweredInOrder(String protocol) throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        SSLSocket client = AUTHORITY.connect(connect(transport), "", Optional.empty(), protocol);

        write(client, register("one") + "\r\n\r\n" + register("two") + register("three"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK").contains("Call-ID: one\r\n").contains(";rport=" + client.getLocalPort());
        assertThat(client.getInputStream().readNBytes(2)).containsExactly('\r', '\n');
        assertThat(readAnswer(client)).contains("Call-ID: two\r\n");
        assertThat(readAnswer(client)).contains("Call-ID: three\r\n");
        assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
        assertThat(transport.handshakes().completions()).isEqualTo(1);
        assertThat(transport.counters().openConnections()).isEqualTo(1);
    }

    @Test
    void olderProtocolsAreRefused() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);

        assertThatThrownBy(() -> AUTHORITY.connect(connect(transport), "", Optional.empty(), "TLSv1.1").startHandshake())
                .isInstanceOf(SSLException.class);

        assertThat(transport.handshakes().completions()).isZero();
    }

    @Test
    void aSecondHandshakeOnAConnectionIsRefused() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        SSLSocket client = AUTHORITY.connect(connect(transport), "", Optional.empty(), "TLSv1.2");
        write(client, register("one"));
        assertThat(readAnswer(client)).contains("Call-ID: one\r\n");

        assertThatThrownBy(() -> {
            client.startHandshake();
            write(client, register("two"));
            readAnswer(client);
        }).isInstanceOf(IOException.class);

        await().until(() -> transport.counters().openConnections() == 0);
        assertThat(transport.counters().received()).isEqualTo(1);
    }

    @Test
    void recordsOfSingleBytesGiveTheSameMessages() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        SSLSocket client = secure(transport);

        for (byte b : (register("slow") + register("next")).getBytes(ISO_8859_1)) {
            client.getOutputStream().write(b);
            client.getOutputStream().flush();
        }

        assertThat(readAnswer(client)).contains("Call-ID: slow\r\n");
        assertThat(readAnswer(client)).contains("Call-ID: next\r\n");
        assertThat(transport.counters().received()).isEqualTo(2);
    }

    @Test
    void theCertificateIsThatOfTheNameAskedFor() throws Exception {
        StreamTransport transport = start(StreamLimits.DEFAULT);

        assertThat(subjectShown(transport, OTHER_NAME)).isEqualTo("CN=" + OTHER_NAME);
        assertThat(subjectShown(transport, DEFAULT_NAME)).isEqualTo("CN=" + DEFAULT_NAME);
        assertThat(subjectShown(transport, "")).isEqualTo("CN=" + DEFAULT_NAME);
    }

    private String subjectShown(StreamTransport transport, String serverName) throws IOException {
        SSLSocket client = AUTHORITY.connect(connect(transport), serverName, Optional.empty());
        client.startHandshake();
        return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
    }

    @Test
    void aHandshakeIsBoundedInTimeAlsoWhenItTrickles() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        Socket silent = connect(transport);
        Socket trickling = connect(transport);

        trickling.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
        assertEnds(silent);
        assertEnds(trickling);

        await().until(() -> transport.handshakes().timeouts() == 2 && transport.counters().openConnections() == 0);
        assertThat(transport.counters().timedOutConnections()).isEqualTo(2);
    }

    @Test
    void halfAMessageIsBoundedInTime() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        SSLSocket client = secure(transport);

        write(client, "REGISTER sip:example.com SIP/2.0\r\nX: ");

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(transport.counters().timedOutConnections()).isEqualTo(1);
        assertThat(transport.handshakes().timeouts()).isZero();
    }

    @Test
    void whatIsNoTlsEndsTheConnection() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        Socket client = connect(transport);

        client.getOutputStream().write(register("plain").getBytes(ISO_8859_1));

        while (client.getInputStream().read() >= 0) {
            // an alert
        }
        await().until(() -> transport.handshakes().failures() == 1);
        assertThat(transport.counters().received()).isZero();
    }

    @Test
    void aSilentStrangerIsBoundedInTimeAndAHeldConnectionIsNot() throws IOException {
        StreamTransport transport = start(SHORT_IDLE);
        SSLSocket held = secure(transport);
        SSLSocket stranger = secure(transport);

        write(held, request("HOLD"));
        assertThat(readAnswer(held)).startsWith("SIP/2.0 200 OK");

        assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        write(held, register("later"));
        assertThat(readAnswer(held)).contains("Call-ID: later\r\n");
    }

    @Test
    void strangersAreCountedFromTheirFirstByteAndWithThoseOfTcp() throws IOException {
        StreamLimits two = limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 2, 1);
        SipListeners listeners = SipListeners.open(ANY_PORT, Optional.of(new SipListeners.TlsPort(ANY_PORT, this::certificate)), 1, AnsweringHandler::new, two, address -> false);
        opened.add(listeners);
        StreamTransport tls = listeners.tls().orElseThrow();
        connect(tls);
        Socket plain = new Socket(listeners.localAddress().getAddress(), listeners.localAddress().getPort());
        opened.add(plain);
        await().until(() -> tls.counters().openConnections() == 1 && listeners.tcpCounters().openConnections() == 1);

        assertEnds(connect(tls));

        assertThat(tls.counters().refusedConnections(ConnectionRefusal.SOURCE)).isEqualTo(1);
    }

    @Test
    void aHandlerMayEndAConnectionWithItsAnswer() throws IOException {
        SSLSocket client = secure(start(StreamLimits.DEFAULT));

        write(client, request("BYE") + register("behind"));

        assertThat(readAnswer(client)).startsWith("SIP/2.0 200 OK");
        assertThat(client.getInputStream().read()).isEqualTo(-1); // by close_notify: a cut is an exception
    }

    @Test
    void aPeerThatReadsNoAnswersIsNotReadFromForEver() throws IOException {
        StreamTransport transport = start(IMPATIENT);
        SSLSocket client = secure(transport);

        assertThatThrownBy(() -> {
            while (true) {
                write(client, register("unread").repeat(100));
            }
        }).isInstanceOfAny(SocketException.class, SSLException.class);

        await().until(() -> transport.counters().openConnections() == 0);
    }

    @Test
    void closingAnswersWhatIsUnderWayAndNothingAfterIt() throws IOException {
        StreamTransport transport = start(StreamLimits.DEFAULT);
        SSLSocket client = secure(transport);
        write(client, register("before"));
        await().until(() -> transport.counters().answered() == 1);

        transport.close();

        assertThat(readAnswer(client)).contains("Call-ID: before\r\n");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(transport.counters().openConnections()).isZero();
        assertThatThrownBy(() -> connect(transport)).isInstanceOf(IOException.class);
    }

    private SslContext certificate(@Nullable String serverName) {
        return CONTEXTS.computeIfAbsent(OTHER_NAME.equals(serverName) ? OTHER_NAME : DEFAULT_NAME, name -> AUTHORITY.context(folder, name));
    }

    private StreamTransport start(StreamLimits limits) throws IOException {
        StreamTransport transport =
                StreamTransport.openTls(ANY_PORT, 2, AnsweringHandler::new, strangersOnly(limits), this::certificate);
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

    private SSLSocket secure(StreamTransport transport) throws IOException {
        SSLSocket client = AUTHORITY.connect(connect(transport), "", Optional.empty());
        client.startHandshake();
        return client;
    }

    /** By an end of stream, or a reset where bytes were still on their way. */
    private static void assertEnds(Socket client) throws IOException {
        try {
            while (client.getInputStream().read() >= 0) {
                // an alert
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
