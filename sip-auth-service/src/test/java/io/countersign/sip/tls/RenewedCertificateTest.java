package io.countersign.sip.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.transport.SipHandler.Disposition;
import io.countersign.sip.transport.SipListeners;
import io.countersign.sip.transport.StreamLimits;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are swapped below a listener that is open: who connects next is shown the new certificate, who is connected stays. */
@SuppressWarnings("NullAway.Init") // open() runs before every test
class RenewedCertificateTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration READ_EACH = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String DEFAULT_NAME = "sip.example.com";
    private static final String OTHER_NAME = "trunk-abc.sip.example.com";
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    private Path folder;

    private Path domains;
    private X509Bundle first;
    private Certificates certificates;
    private SipListeners listeners;

    @BeforeEach
    void open() throws IOException {
        domains = Files.createDirectory(folder.resolve("domains"));
        first = write(folder, "default", DEFAULT_NAME);
        certificates = Certificates.open(
                new CertificateFiles(
                        folder.resolve("default.crt"), folder.resolve("default.key"), Optional.of(domains), ClientAuthentication.NONE, Optional.empty()),
                READ_EACH);
        listeners = SipListeners.open(
                ANY_PORT,
                Optional.of(new SipListeners.TlsPort(ANY_PORT, certificates)),
                1,
                () -> (message, source, out) -> Disposition.DROP,
                StreamLimits.DEFAULT,
                address -> false);
    }

    @AfterEach
    void close() throws IOException {
        listeners.close();
        certificates.close();
    }

    @Test
    void theNextHandshakeShowsTheNewPairAndOpenConnectionsStay() throws IOException {
        try (SSLSocket before = connect(DEFAULT_NAME)) {
            assertThat(shown(before)).isEqualTo(first.getCertificate());

            X509Bundle second = write(folder, "default", DEFAULT_NAME);

            await().atMost(SOON).untilAsserted(() -> assertThat(shownTo(DEFAULT_NAME)).isEqualTo(second.getCertificate()));
            before.getOutputStream().write("\r\n\r\n".getBytes(US_ASCII));
            assertThat(before.getInputStream().readNBytes(2)).containsExactly('\r', '\n'); // RFC 5626 section 4.4.1
        }
    }

    @Test
    void aNameGetsAPairOfItsOwnOnceItsFilesAreThereAndTheDefaultWhenTheyAreGone() throws IOException {
        assertThat(shownTo(OTHER_NAME)).isEqualTo(first.getCertificate());

        X509Bundle own = write(domains, OTHER_NAME, OTHER_NAME);

        await().atMost(SOON).untilAsserted(() -> assertThat(shownTo(OTHER_NAME)).isEqualTo(own.getCertificate()));
        assertThat(shownTo(DEFAULT_NAME)).isEqualTo(first.getCertificate());
        Files.delete(domains.resolve(OTHER_NAME + ".crt"));
        await().atMost(SOON).untilAsserted(() -> assertThat(shownTo(OTHER_NAME)).isEqualTo(first.getCertificate()));
    }

    private static X509Bundle write(Path folder, String file, String name) throws IOException {
        X509Bundle bundle = AUTHORITY.sign(name);
        TestAuthority.write(folder, file, bundle);
        return bundle;
    }

    private Certificate shownTo(String serverName) throws IOException {
        try (SSLSocket client = connect(serverName)) {
            return shown(client);
        }
    }

    private static Certificate shown(SSLSocket client) throws IOException {
        return client.getSession().getPeerCertificates()[0];
    }

    private SSLSocket connect(String serverName) throws IOException {
        InetSocketAddress address = listeners.tls().orElseThrow().localAddress();
        Socket connected = new Socket(address.getAddress(), address.getPort());
        connected.setSoTimeout((int) SOON.toMillis());
        SSLSocket client = AUTHORITY.connect(connected, serverName, Optional.empty());
        client.startHandshake();
        return client;
    }
}
