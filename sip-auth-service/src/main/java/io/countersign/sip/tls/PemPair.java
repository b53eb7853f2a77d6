package io.countersign.sip.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.ssl.pem.PemContent;

/** A certificate chain, its key and the clients' authorities as they lay in files at one moment; not yet believed. Holds a secret. */
final class PemPair {
    private static final int MAX_FILE_BYTES = 256 * 1024;

    /** Sessions that can be resumed: those of clients without tickets, each 1 KB or so. */
    private static final int MOST_SESSIONS = 4_096;

    private static final Duration SESSION_LIFE = Duration.ofHours(1);
    private static final byte[] PROOF = "Countersign".getBytes(US_ASCII);

    private final byte[] certificates;
    private final byte[] key;
    private final byte[] authorities;

    private PemPair(byte[] certificates, byte[] key, byte[] authorities) {
        this.certificates = certificates;
        this.key = key;
        this.authorities = authorities;
    }

    static PemPair read(Path certificates, Path key, CertificateFiles files) throws IOException {
        return new PemPair(
                bytes(certificates),
                bytes(key),
                files.clientAuthorities().isPresent() ? bytes(files.clientAuthorities().get()) : new byte[0]);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes (expected: PEM)");
            }
            return bytes;
        }
    }

    boolean isSameAs(PemPair other) {
        return MessageDigest.isEqual(certificates, other.certificates)
                && MessageDigest.isEqual(key, other.key)
                && MessageDigest.isEqual(authorities, other.authorities);
    }

    /** What handshakes use; refused unless the key is the certificate's. */
    ServerCertificate open(ClientAuthentication clients) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = parsed(certificates, "a certificate chain", PemContent::getCertificates);
        PrivateKey privateKey = parsed(key, "a private key", PemContent::getPrivateKey);
        X509Certificate own = chain.getFirst();
        mustFit(privateKey, own);
        SslContextBuilder context = SslContextBuilder.forServer(privateKey, chain.toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .sessionCacheSize(MOST_SESSIONS)
                .sessionTimeout(SESSION_LIFE.toSeconds())
                .clientAuth(clients.form());
        if (clients != ClientAuthentication.NONE) {
            context.trustManager(parsed(authorities, "certificates of authorities", PemContent::getCertificates).toArray(X509Certificate[]::new));
        }
        return new ServerCertificate(this, context.build(), own.getNotAfter().toInstant());
    }

    /** The parser's own message is left out: it may hold what is in the file. */
    private static <T> T parsed(byte[] pem, String what, Function<PemContent, T> form) throws GeneralSecurityException {
        try {
            return form.apply(PemContent.of(new String(pem, US_ASCII)));
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new CertificateException("no PEM (expected: " + what + ")", e);
        }
    }

    /** A chain and a key of two renewals are often there for a moment, when they are written one after the other. */
    private static void mustFit(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatureOf(key));
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROOF);
        if (!signature.verify(signed)) {
            throw new CertificateException("the private key is not the certificate's (expected: a pair)");
        }
    }

    private static String signatureOf(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "EdDSA";
            default -> throw new CertificateException("a key for " + key.getAlgorithm() + " (expected: RSA, EC or Ed25519)");
        };
    }

    @Override
    public String toString() {
        return "PemPair(redacted)";
    }
}
