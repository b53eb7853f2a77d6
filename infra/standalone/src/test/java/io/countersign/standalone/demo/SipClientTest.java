package io.countersign.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestResponse;
import io.countersign.digest.Ha1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The client against a registrar of a few lines, over real UDP. */
class SipClientTest {
    private static final SipUser ALICE = new SipUser("alice", "trunk-a.sip.localhost", "secret words");

    @Test
    void answersTheChallengeOfTheWantedAlgorithm() throws Exception {
        try (Registrar registrar = new Registrar(SipClientTest::challengeOrJudge);
                SipClient client = new SipClient(registrar.address(), Duration.ofSeconds(5))) {
            List<SipClient.Exchange> exchanges = client.register(ALICE, DigestAlgorithm.SHA_256);

            assertThat(exchanges).extracting(exchange -> exchange.response().status()).containsExactly(401, 200);
            assertThat(exchanges.getLast().request()).contains("algorithm=SHA-256").doesNotContain("secret words");

            SipUser mallory = new SipUser("alice", "trunk-a.sip.localhost", "guess");
            assertThat(client.register(mallory, DigestAlgorithm.SHA_256).getLast().response().status()).isEqualTo(401);
        }
    }

    @Test
    void sendsAgainWhatIsLost() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (Registrar registrar = new Registrar(request -> received.incrementAndGet() < 2 ? "" : answer(request, "200 OK", ""));
                SipClient client = new SipClient(registrar.address(), Duration.ofSeconds(5))) {
            assertThat(client.register(ALICE, DigestAlgorithm.MD5).getLast().response().status()).isEqualTo(200);
            assertThat(received).hasValue(2);
        }
    }

    @Test
    void givesUpInTime() throws Exception {
        try (Registrar silent = new Registrar(request -> "");
                SipClient client = new SipClient(silent.address(), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> client.register(ALICE, DigestAlgorithm.MD5))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("no SIP answer from");
        }
    }

    private static String challengeOrJudge(String request) {
        Matcher response = Pattern.compile("nonce=\"n1\".*response=\"(\\w+)\".*cnonce=\"(\\w+)\"").matcher(request);
        if (response.find()) {
            Ha1 ha1 = Ha1.of(DigestAlgorithm.SHA_256, "alice", "trunk-a.sip.localhost", "secret words");
            String right = DigestResponse.withQopAuth(
                    ha1, "REGISTER", "sip:trunk-a.sip.localhost", "n1", "00000001", response.group(2));
            if (right.equals(response.group(1))) {
                return answer(request, "200 OK", "");
            }
        }
        String common = "realm=\"trunk-a.sip.localhost\", nonce=\"n1\", qop=\"auth\"\r\n";
        return answer(request, "401 Unauthorized",
                "WWW-Authenticate: Digest algorithm=MD5, " + common + "WWW-Authenticate: Digest algorithm=SHA-256, " + common);
    }

    private static String answer(String request, String status, String headers) {
        String via = request.lines().filter(line -> line.startsWith("Via:")).findFirst().orElseThrow();
        return "SIP/2.0 " + status + "\r\n" + via + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
    }

    /** Answers each datagram, or says nothing where the answer is empty. */
    private static final class Registrar implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Function<String, String> answers;

        private Registrar(Function<String, String> answers) throws SocketException {
            this.answers = answers;
            Thread.ofPlatform().daemon().start(this::serve);
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }

        @Override
        public void close() {
            socket.close();
        }

        private void serve() {
            byte[] buffer = new byte[4096];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    String request = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
                    byte[] answer = answers.apply(request).getBytes(StandardCharsets.UTF_8);
                    if (answer.length > 0) {
                        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                } catch (SocketException e) {
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
