package io.countersign.sip.account;

import io.countersign.keysets.SecretContext;
import io.countersign.schemas.auth.AuthAccountRow;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed secrets that have been read, by trunk, credential and version; opened anew for each table that they go into.
 * Guarded by its {@link AccountTable}, but for {@link #unopenable}.
 */
final class SealedSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(SealedSecrets.class);

    private final SecretOpener opener;
    private final Map<SecretId, byte[]> sealed = new HashMap<>();
    private final Set<SecretId> unopenable = new HashSet<>();
    private volatile int unopenableSize;

    SealedSecrets(SecretOpener opener) {
        this.opener = opener;
    }

    private record SecretId(String owner, String credential, int version) {}

    void put(String owner, String credential, int version, byte[] ciphertext) {
        sealed.put(new SecretId(owner, credential, version), ciphertext);
    }

    void remove(String owner, String credential, int version) {
        SecretId id = new SecretId(owner, credential, version);
        sealed.remove(id);
        unopenable.remove(id);
        unopenableSize = unopenable.size();
    }

    boolean contains(AuthAccountRow row, int version) {
        return sealed.containsKey(id(row, version));
    }

    /** Null where there is none, or none that can be opened, which is said in the log. */
    @Nullable Secret open(AuthAccountRow row, int version) {
        byte[] ciphertext = sealed.get(id(row, version));
        if (ciphertext == null) {
            return null;
        }
        try {
            SecretContext context = new SecretContext(row.getAccountId(), row.getTrunkId(), row.getCredentialId(), version);
            return Secret.of(opener.open(ciphertext, context.associatedData()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            unopenable.add(id(row, version));
            unopenableSize = unopenable.size();
            LOG.error(
                    "secret.unopenable credential={} version={} error={}",
                    row.getCredentialId(),
                    version,
                    e.getClass().getSimpleName());
            return null;
        }
    }

    /** How many could not be opened; asked by any thread. */
    int unopenable() {
        return unopenableSize;
    }

    private static SecretId id(AuthAccountRow row, int version) {
        return new SecretId(row.getTrunkId(), row.getCredentialId(), version);
    }
}
