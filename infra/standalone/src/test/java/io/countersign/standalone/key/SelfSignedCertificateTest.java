package io.countersign.standalone.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedCertificateTest {
    @TempDir
    private Path folder;

    @Test
    void itIsForTheDomainEveryTrunkAndTheAddressesAndItsKeyForTheOwnerAlone() throws Exception {
        Path certificate = folder.resolve("a.crt");
        Path key = folder.resolve("a.key");

        SelfSignedCertificate.makeUnlessThere(certificate, key, "sip.example.com", Set.of(InetAddress.ofLiteral("127.0.0.1")));

        List<X509Certificate> chain = read(certificate);
        assertThat(chain).as("with what signed it, which some phones want to see").hasSize(2);
        X509Certificate made = chain.getFirst();
        made.verify(chain.getLast().getPublicKey());
        assertThat(made.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("sip.example.com", "*.sip.example.com", "127.0.0.1");
        made.checkValidity(Date.from(Instant.now().plus(Duration.ofDays(3_000))));
        assertThat(made.getBasicConstraints()).as("an authority's").isNegative();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void whatIsThereStays() throws Exception {
        Path certificate = folder.resolve("a.crt");
        Path key = folder.resolve("a.key");
        SelfSignedCertificate.makeUnlessThere(certificate, key, "sip.example.com", Set.of());
        String before = Files.readString(certificate) + Files.readString(key);

        SelfSignedCertificate.makeUnlessThere(certificate, key, "sip.example.com", Set.of());

        assertThat(Files.readString(certificate) + Files.readString(key)).isEqualTo(before);
    }

    private static List<X509Certificate> read(Path certificates) throws Exception {
        try (InputStream in = Files.newInputStream(certificates)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream().map(X509Certificate.class::cast).toList();
        }
    }
}
