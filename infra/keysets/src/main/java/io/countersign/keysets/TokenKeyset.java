package io.countersign.keysets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;

/**
 * The token keyset: MACs over what we hand out and take back (consistency tokens, cursors, forwarded requests). Known to
 * every service. Safe for use by several threads.
 */
public final class TokenKeyset {
    /** Length of {@link #mac}. */
    public static final int MAC_BYTES = 16;

    private static final List<Configuration> CONFIGURATIONS = List.of(PrfConfig2026.get());

    private final PrfSet prf;

    private TokenKeyset(KeysetHandle handle) {
        try {
            this.prf = handle.getPrimitive(PrfConfig2026.get(), PrfSet.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a token keyset (expected: a PRF keyset)", e);
        }
    }

    /**
     * Reads the file.
     *
     * @throws RuntimeException when it is missing, unreadable or no token keyset; the message names the file
     */
    public static TokenKeyset load(Path file) {
        return new TokenKeyset(KeysetFile.read(file, CONFIGURATIONS).getFirst());
    }

    /** Reads the file, or makes it with a new random key and mode 0600 when it doesn't exist. */
    public static TokenKeyset loadOrCreate(Path file) {
        if (!Files.exists(file)) {
            try {
                KeysetFile.write(file, List.of(KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF, PrfConfig2026.get())), CONFIGURATIONS);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("new keys can't be made", e);
            }
        }
        return load(file);
    }

    /** A MAC of {@link #MAC_BYTES} bytes; a MAC for one purpose is none for another. */
    public byte[] mac(String purpose, byte[] data) {
        try {
            return prf.computePrimary(input(purpose, data), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a MAC can't be computed", e);
        }
    }

    /** Whether a MAC was made with one of the keyset's keys for that purpose and data; takes the same time for every content. */
    public boolean verifies(String purpose, byte[] data, byte[] mac) {
        boolean found = false;
        try {
            for (Prf key : prf.getPrfs().values()) {
                found |= MessageDigest.isEqual(key.compute(input(purpose, data), MAC_BYTES), mac);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a MAC can't be computed", e);
        }
        return found;
    }

    private static byte[] input(String purpose, byte[] data) {
        byte[] label = purpose.getBytes(UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + label.length + data.length)
                .putInt(label.length)
                .put(label)
                .put(data)
                .array();
    }

    @Override
    public String toString() {
        return "TokenKeyset(redacted)";
    }
}
