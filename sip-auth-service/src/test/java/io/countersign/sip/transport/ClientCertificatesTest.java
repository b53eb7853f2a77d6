package io.countersign.sip.transport;

import static io.countersign.sip.transport.ConnectionLimits.strangersOnly;
import static io.countersign.sip.transport.StreamClient.readAnswer;
import static io.countersign.sip.transport.StreamClient.register;
import static io.countersign.sip.transport.StreamClient.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.tls.CertificateFiles;
import io.countersign.sip.tls.Certificates;
import io.countersign.sip.tls.ClientAuthentication;
import io.countersign.sip.tls.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has to show a certificate of his own, or may; one that is shown must be signed by whom the operator has named. */
class ClientCertificatesTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String SERVER = "sip.example.com";
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final X509Bundle GOOD = AUTHORITY.sign("pbx.example.com");
    private static final X509Bundle STRANGE = new TestAuthority().sign("pbx.example.com");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, TLSv1.2, GOOD,    true",
        "REQUIRED, TLSv1.2, STRANGE, false",
        "REQUIRED, TLSv1.2, NONE,    false",
        "REQUIRED, TLSv1.3, GOOD,    true",
        "REQUIRED, TLSv1.3, STRANGE, false",
        "REQUIRED, TLSv1.3, NONE,    false",
        "OPTIONAL, TLSv1.2, GOOD,    true",
        "OPTIONAL, TLSv1.2, STRANGE, false",
        "OPTIONAL, TLSv1.2, NONE,    true",
        "OPTIONAL, TLSv1.3, GOOD,    true",
        "OPTIONAL, TLSv1.3, STRANGE, false",
        "OPTIONAL, TLSv1.3, NONE,    true",
    })
    void onlyWhoMayIsAnswered(ClientAuthentication clients, String protocol, String shown, boolean answered) throws IOException {
        try (Certificates certificates = certificates(clients);
                StreamTransport transport = StreamTransport.openTls(
                        ANY_PORT, 1, AnsweringHandler::new, strangersOnly(StreamLimits.DEFAULT), certificates);
                Socket connected = new Socket(transport.localAddress().getAddress(), transport.localAddress().getPort())) {
            connected.setSoTimeout(TIMEOUT_MILLIS);
            Optional<X509Bundle> own = switch (shown) {
                case "GOOD" -> Optional.of(GOOD);
                case "STRANGE" -> Optional.of(STRANGE);
                default -> Optional.empty();
            };
            try (SSLSocket client = AUTHORITY.connect(connected, SERVER, own, protocol)) {
                assertThat(isAnswered(client)).isEqualTo(answered);
            }
            if (!answered) {
                await().until(() -> transport.handshakes().failures() == 1);
                assertThat(transport.counters().received()).isZero();
            }
        }
    }

    /** With TLS 1.3 a client takes the handshake for done before its certificate was judged. */
    private static boolean isAnswered(SSLSocket client) {
        try {
            write(client, register("whoever"));
            return readAnswer(client).startsWith("SIP/2.0 200 OK");
        } catch (IOException | AssertionError ended) {
            return false;
        }
    }

    private Certificates certificates(ClientAuthentication clients) throws IOException {
        TestAuthority.write(folder, SERVER, AUTHORITY.sign(SERVER));
        Path authorities = Files.writeString(folder.resolve("clients.crt"), AUTHORITY.pem());
        return Certificates.open(new CertificateFiles(
                folder.resolve(SERVER + ".crt"), folder.resolve(SERVER + ".key"), Optional.empty(), clients, Optional.of(authorities)));
    }
}
