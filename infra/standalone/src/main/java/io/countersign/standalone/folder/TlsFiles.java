package io.countersign.standalone.folder;

import io.countersign.sip.SipAuthSettings;
import io.countersign.sip.tls.CertificateFiles;
import io.countersign.sip.tls.Certificates;
import io.countersign.sip.tls.ClientAuthentication;
import io.countersign.standalone.key.SelfSignedCertificate;
import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The certificate and key of SIP over TLS: those of the environment, or a self-signed pair that is made at the first start with a domain.
 *
 * @param origin what is printed about them
 */
public record TlsFiles(Path certificate, Path key, String origin) {
    private static final String CERTIFICATE = "COUNTERSIGN_TLS_CERTIFICATE_FILE";
    private static final String KEY = "COUNTERSIGN_TLS_KEY_FILE";

    /** Finds or makes them; refuses what can't be used. */
    public static TlsFiles of(DataFolder folder, String sipDomain, InetAddress bind, Map<String, String> environment) {
        try {
            TlsFiles files = environment.containsKey(CERTIFICATE) || environment.containsKey(KEY)
                    ? new TlsFiles(given(environment, CERTIFICATE), given(environment, KEY), CERTIFICATE)
                    : selfSigned(folder, sipDomain, bind);
            Certificates.open(files.settings(environment)).close();
            return files;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidOptionException("TLS can't be offered: " + e.getMessage());
        }
    }

    private static TlsFiles selfSigned(DataFolder folder, String sipDomain, InetAddress bind) throws IOException {
        Path own = Files.createDirectories(folder.tls());
        Path certificate = own.resolve(sipDomain + ".crt");
        Path key = own.resolve(sipDomain + ".key");
        Set<InetAddress> addresses = Stream.of(bind, InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"))
                .filter(address -> !address.isAnyLocalAddress())
                .collect(Collectors.toSet());
        SelfSignedCertificate.makeUnlessThere(certificate, key, sipDomain, addresses);
        return new TlsFiles(certificate, key, "self-signed " + certificate);
    }

    private static Path given(Map<String, String> environment, String name) {
        String file = environment.getOrDefault(name, "");
        if (file.isBlank()) {
            throw new InvalidOptionException(name + " is not set (expected: " + CERTIFICATE + " and " + KEY + ", or none of them)");
        }
        return Path.of(file).toAbsolutePath();
    }

    private CertificateFiles settings(Map<String, String> environment) {
        String clients = environment.getOrDefault("COUNTERSIGN_TLS_CLIENT_AUTH", "none").toUpperCase(Locale.ROOT);
        return new SipAuthSettings.Tls(
                        certificate.toString(),
                        key.toString(),
                        environment.getOrDefault("COUNTERSIGN_TLS_DOMAIN_DIR", ""),
                        ClientAuthentication.valueOf(clients),
                        environment.getOrDefault("COUNTERSIGN_TLS_CLIENT_CA_FILE", ""))
                .files()
                .orElseThrow();
    }
}
