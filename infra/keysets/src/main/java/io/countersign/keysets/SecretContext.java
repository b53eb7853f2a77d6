package io.countersign.keysets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * What a sealed secret belongs to. It is the associated data of the seal, so that a secret can't be moved to another
 * account, trunk, credential or version.
 *
 * @param owner a trunk; outbound: a SIP credential or provider
 */
public record SecretContext(String account, String owner, String credential, int version) {
    public SecretContext {
        if (version < 1) {
            throw new IllegalArgumentException("secret version " + version + " (expected: 1 or more)");
        }
    }

    /** Each part with its length before it, so that no two contexts have the same bytes. */
    public byte[] associatedData() {
        byte[] a = account.getBytes(UTF_8);
        byte[] o = owner.getBytes(UTF_8);
        byte[] c = credential.getBytes(UTF_8);
        return ByteBuffer.allocate(4 * Integer.BYTES + a.length + o.length + c.length)
                .putInt(a.length).put(a)
                .putInt(o.length).put(o)
                .putInt(c.length).put(c)
                .putInt(version)
                .array();
    }
}
