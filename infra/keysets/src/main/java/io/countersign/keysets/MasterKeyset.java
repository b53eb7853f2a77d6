package io.countersign.keysets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The master keyset: seals secrets at rest (AES-256-GCM) and is the root of derived keys (HKDF-SHA-256, RFC 5869).
 * Known to command- and sip-auth-service only. Safe for use by several threads.
 */
public final class MasterKeyset {
    private static final List<Configuration> CONFIGURATIONS = List.of(AeadConfig2026.get(), PrfConfig2026.get());

    private final Aead aead;
    private final PrfSet prf;

    private MasterKeyset(List<KeysetHandle> handles) {
        try {
            this.aead = handles.get(0).getPrimitive(AeadConfig2026.get(), Aead.class);
            this.prf = handles.get(1).getPrimitive(PrfConfig2026.get(), PrfSet.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a master keyset (expected: an AEAD and a PRF keyset)", e);
        }
    }

    /**
     * Reads the file.
     *
     * @throws RuntimeException when it is missing, unreadable or no master keyset; the message names the file
     */
    public static MasterKeyset load(Path file) {
        return new MasterKeyset(KeysetFile.read(file, CONFIGURATIONS));
    }

    /** Reads the file, or makes it with new random keys and mode 0600 when it doesn't exist. */
    public static MasterKeyset loadOrCreate(Path file) {
        if (!Files.exists(file)) {
            try {
                KeysetFile.write(
                        file,
                        List.of(
                                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
                                KeysetHandle.generateNew(PredefinedPrfParameters.HKDF_SHA256, PrfConfig2026.get())),
                        CONFIGURATIONS);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("new keys can't be made", e);
            }
        }
        return load(file);
    }

    /** Encrypts and authenticates; the result is longer than the plaintext by Tink's prefix (5), nonce (12) and tag (16). */
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        try {
            return aead.encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /**
     * Opens what {@link #seal} made with the same associated data.
     *
     * @throws GeneralSecurityException when the bytes or the associated data are others, or the key is gone
     */
    public byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(sealed, associatedData);
    }

    /** A key of that many bytes for one purpose, for example {@code nonce/20600}: the same for the same keyset and label. */
    public byte[] deriveKey(String label, int bytes) {
        try {
            return prf.computePrimary(label.getBytes(UTF_8), bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of " + bytes + " bytes can't be derived", e);
        }
    }

    @Override
    public String toString() {
        return "MasterKeyset(redacted)";
    }
}
