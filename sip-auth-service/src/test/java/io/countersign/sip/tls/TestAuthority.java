package io.countersign.sip.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Signs certificates for tests, and makes sockets that trust them. */
public final class TestAuthority {
    private final Instant notBefore = Instant.now().minusSeconds(3_600);
    private final Instant notAfter = Instant.now().plusSeconds(86_400);

    private final X509Bundle root;

    public TestAuthority() {
        try {
            root = new CertificateBuilder().subject("CN=Test Authority").ecp256().notBefore(notBefore).notAfter(notAfter)
                    .setIsCertificateAuthority(true).buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public X509Bundle sign(String name) {
        return sign(name, CertificateBuilder.Algorithm.ecp256, notAfter);
    }

    public X509Bundle sign(String name, CertificateBuilder.Algorithm algorithm, Instant until) {
        try {
            return new CertificateBuilder().subject("CN=" + name).addSanDnsName(name).algorithm(algorithm)
                    .notBefore(notBefore).notAfter(until).buildIssuedBy(root);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own certificate in PEM. */
    public String pem() {
        return root.getCertificatePEM();
    }

    /** Writes {@code name.crt} and {@code name.key}. */
    public static void write(Path folder, String file, X509Bundle bundle) throws IOException {
        Files.writeString(folder.resolve(file + ".key"), bundle.getPrivateKeyPEM(), US_ASCII);
        Files.writeString(folder.resolve(file + ".crt"), bundle.getCertificatePathPEM(), US_ASCII);
    }

    /** A server's side with that certificate, read as from files. */
    public SslContext context(Path folder, String name) {
        CertificateFiles files = new CertificateFiles(
                folder.resolve(name + ".crt"), folder.resolve(name + ".key"), Optional.empty(), ClientAuthentication.NONE, Optional.empty());
        try {
            write(folder, name, sign(name));
            try (Certificates certificates = Certificates.open(files)) {
                return certificates.map(null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection whose handshake has not begun yet; an empty name asks for none. */
    public SSLSocket connect(Socket connected, String serverName, Optional<X509Bundle> own, String... protocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = own.isEmpty() ? new KeyManager[0] : own.get().toKeyManagerFactory().getKeyManagers();
            context.init(keys, root.toTrustManagerFactory().getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
            return socket;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
