package io.countersign.sip.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the certificates are, all in PEM.
 *
 * @param certificate the chain for clients that ask for no name or for one that is not in the folder; the server's own certificate first
 * @param key its private key: RSA, EC or Ed25519, not encrypted
 * @param domainFolder holds {@code <name>.crt} and {@code <name>.key} for further names; {@code *.<name>} fits one label before the name
 * @param clientAuthorities who may sign clients' certificates; needed unless clients are asked for none
 */
public record CertificateFiles(
        Path certificate, Path key, Optional<Path> domainFolder, ClientAuthentication clients, Optional<Path> clientAuthorities) {
    public CertificateFiles {
        if (clients == ClientAuthentication.NONE == clientAuthorities.isPresent()) {
            throw new IllegalArgumentException("clients' certificates are " + clients + ", and who may sign them is "
                    + clientAuthorities.map(Path::toString).orElse("not said") + " (expected: NONE without a file, or a file)");
        }
    }
}
