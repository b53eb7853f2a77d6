package io.countersign.sip.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificatesTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    private Path folder;

    private Path domains = Path.of("");

    @BeforeEach
    void setUp() throws IOException {
        domains = Files.createDirectory(folder.resolve("domains"));
        TestAuthority.write(folder, "default", AUTHORITY.sign("sip.example.com"));
    }

    @Test
    void aNameGetsItsOwnPairItsWildcardsOrTheDefault() throws IOException {
        TestAuthority.write(domains, "trunk-abc.sip.example.com", AUTHORITY.sign("trunk-abc.sip.example.com"));
        TestAuthority.write(domains, "*.sip.example.com", AUTHORITY.sign("any.sip.example.com"));

        try (Certificates certificates = open()) {
            SslContext byDefault = certificates.map(null);
            SslContext own = certificates.map("trunk-abc.sip.example.com");
            SslContext wildcard = certificates.map("trunk-xyz.sip.example.com");
            assertThat(certificates.size()).isEqualTo(3);
            assertThat(own).isNotSameAs(byDefault).isNotSameAs(wildcard);
            assertThat(wildcard).isNotSameAs(byDefault);
            assertThat(certificates.map("TRUNK-ABC.SIP.example.com")).isSameAs(own);
            assertThat(certificates.map("a.b.sip.example.com")).isSameAs(byDefault);
            assertThat(certificates.map("sip.example.com")).isSameAs(byDefault);
            assertThat(certificates.map("localhost")).isSameAs(byDefault);
        }
    }

    @Test
    void aChangedPairIsUsedAndAnUnchangedOneKept() throws IOException {
        TestAuthority.write(domains, "a.example.com", AUTHORITY.sign("a.example.com"));
        try (Certificates certificates = open()) {
            SslContext byDefault = certificates.map(null);
            SslContext own = certificates.map("a.example.com");

            TestAuthority.write(domains, "a.example.com", AUTHORITY.sign("a.example.com"));
            certificates.read();

            assertThat(certificates.map("a.example.com")).isNotSameAs(own).isNotSameAs(byDefault);
            assertThat(certificates.map(null)).isSameAs(byDefault);
            Files.delete(domains.resolve("a.example.com.crt"));
            certificates.read();
            assertThat(certificates.map("a.example.com")).isSameAs(byDefault);
        }
    }

    @Test
    void aBrokenPairLeavesTheOneBeforeInUseAndIsCounted() throws IOException {
        TestAuthority.write(domains, "a.example.com", AUTHORITY.sign("a.example.com"));
        try (Certificates certificates = open()) {
            SslContext byDefault = certificates.map(null);
            SslContext own = certificates.map("a.example.com");

            Files.writeString(folder.resolve("default.crt"), AUTHORITY.sign("sip.example.com").getCertificatePathPEM()); // of another key
            Files.writeString(domains.resolve("a.example.com.key"), "-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----\n");
            certificates.read();

            assertThat(certificates.unusable()).isEqualTo(2);
            assertThat(certificates.map(null)).isSameAs(byDefault);
            assertThat(certificates.map("a.example.com")).isSameAs(own);

            Files.delete(folder.resolve("default.key"));
            TestAuthority.write(domains, "a.example.com", AUTHORITY.sign("a.example.com"));
            certificates.read();
            assertThat(certificates.unusable()).isEqualTo(1);
            assertThat(certificates.map("a.example.com")).isNotSameAs(own);

            TestAuthority.write(folder, "default", AUTHORITY.sign("sip.example.com"));
            certificates.read();
            assertThat(certificates.unusable()).isZero();
            assertThat(certificates.map(null)).isNotSameAs(byDefault);
        }
    }

    @Test
    void withoutAGoodDefaultNothingStartsAndTheMessageHoldsNoKey() throws IOException {
        X509Bundle other = AUTHORITY.sign("other.example.com");
        Files.writeString(folder.resolve("default.key"), other.getPrivateKeyPEM());

        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("default.crt")
                .hasMessageContaining("not the certificate's")
                .hasMessageNotContaining(other.getPrivateKeyPEM().lines().skip(1).findFirst().orElseThrow());

        Files.writeString(folder.resolve("default.key"), "no key at all");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("no PEM (expected: a private key)");
    }

    @ParameterizedTest
    @EnumSource(names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
    void everyKindOfKeyFits(Algorithm algorithm) throws IOException {
        TestAuthority.write(folder, "default", AUTHORITY.sign("sip.example.com", algorithm, Instant.now().plusSeconds(600)));

        try (Certificates certificates = open()) {
            assertThat(certificates.size()).isEqualTo(1);
        }
    }

    @Test
    void theFirstExpiryIsTold() throws IOException {
        Instant now = Instant.now();
        TestAuthority.write(domains, "a.example.com", AUTHORITY.sign("a.example.com", Algorithm.ecp256, now.plusSeconds(600)));

        try (Certificates certificates = open()) {
            assertThat(certificates.untilExpiry(now)).isBetween(Duration.ofSeconds(598), Duration.ofSeconds(601));
            assertThat(certificates.untilExpiry(now.plusSeconds(700))).isNegative();
        }
    }

    private Certificates open() throws IOException {
        return Certificates.open(new CertificateFiles(
                folder.resolve("default.crt"), folder.resolve("default.key"), Optional.of(domains), ClientAuthentication.NONE, Optional.empty()));
    }
}
