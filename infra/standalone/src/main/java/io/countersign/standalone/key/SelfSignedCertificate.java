package io.countersign.standalone.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * A certificate that nobody has signed but we: good for trying TLS, and for phones that are told to trust this very file. Its authority signs
 * nothing else, for the authority's key is never kept: who steals the file's key can't make certificates for other names with it.
 */
public final class SelfSignedCertificate {
    /** Nobody renews it; a phone that trusts it should not lose it in between. */
    private static final Duration LIFE = Duration.ofDays(3_650);

    /** A clock of a phone may be behind ours. */
    private static final Duration BACKDATED = Duration.ofDays(1);

    /** RFC 5280 section 4.2.1.6. */
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    private static final int MAX_COMMON_NAME_CHARS = 64;
    private static final Set<PosixFilePermission> READ_BY_ALL = PosixFilePermissions.fromString("rw-r--r--");

    private SelfSignedCertificate() {}

    /**
     * Writes a pair for a domain and all trunks below it, unless it is there. A key without its certificate is one that nobody has seen in
     * use: both are made anew.
     */
    public static void makeUnlessThere(Path certificate, Path key, String domain, Set<InetAddress> addresses) throws IOException {
        if (Files.exists(certificate) && Files.exists(key)) {
            return;
        }
        Instant now = Instant.now();
        try {
            X509Bundle authority = builder("Countersign once", now).setIsCertificateAuthority(true).buildSelfSigned();
            X509Bundle bundle = builder(commonName(domain), now)
                    .addExtensionOctetString(ALTERNATIVE_NAMES, false, names(domain, addresses).getEncoded())
                    .buildIssuedBy(authority);
            SecretFile.write(key, bundle.getPrivateKeyPEM().getBytes(US_ASCII), SecretFile.OWNER_ONLY);
            String chain = bundle.getCertificatePathPEM() + bundle.getRootCertificatePEM();
            SecretFile.write(certificate, chain.getBytes(US_ASCII), READ_BY_ALL);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no certificate can be made for " + domain, e);
        }
    }

    private static CertificateBuilder builder(String commonName, Instant now) {
        return new CertificateBuilder()
                .subject("CN=" + commonName)
                .ecp256()
                .notBefore(now.minus(BACKDATED))
                .notAfter(now.plus(LIFE));
    }

    /** The builder's own methods know no wildcard. */
    private static GeneralNames names(String domain, Set<InetAddress> addresses) {
        Stream<GeneralName> domains = Stream.of(domain, "*." + domain).map(name -> new GeneralName(GeneralName.dNSName, name));
        Stream<GeneralName> hosts = addresses.stream()
                .map(address -> new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())));
        return new GeneralNames(Stream.concat(domains, hosts).toArray(GeneralName[]::new));
    }

    /** At most 64 characters (RFC 5280 appendix A.1, ub-common-name); clients look at the alternative names. */
    private static String commonName(String domain) {
        return domain.length() <= MAX_COMMON_NAME_CHARS ? domain : "countersign";
    }
}
