package io.countersign.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;

/** The client's side of the same arithmetic, from texts: for test clients and, later, for our own logins at carriers. */
public final class DigestResponse {
    private DigestResponse() {}

    /** The {@code response} parameter with {@code qop=auth} (RFC 7616 section 3.4.1): lower-case hexadecimal digits. */
    public static String withQopAuth(Ha1 ha1, String method, String uri, String nonce, String nonceCount, String cnonce) {
        MessageDigest digest = ha1.algorithm().newMessageDigest();
        String ha2 = hex(digest.digest((method + ":" + uri).getBytes(UTF_8)));
        String input = hex(ha1.exportHash()) + ":" + nonce + ":" + nonceCount + ":" + cnonce + ":auth:" + ha2;
        return hex(digest.digest(input.getBytes(UTF_8)));
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
