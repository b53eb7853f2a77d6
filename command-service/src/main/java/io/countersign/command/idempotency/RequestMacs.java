package io.countersign.command.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.keysets.MasterKeyset;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes {@link RequestMac}s with a key derived from the master keyset. Safe for use by several threads. */
public final class RequestMacs {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    public RequestMacs(MasterKeyset keyset) {
        this.key = new SecretKeySpec(keyset.deriveKey("idempotency/1", KEY_BYTES), ALGORITHM);
    }

    public RequestMac of(String method, String path, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : new byte[][] {method.getBytes(UTF_8), path.getBytes(UTF_8), body}) {
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return new RequestMac(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM + " (expected: every Java platform has it)", e);
        }
    }
}
