package io.countersign.digest;

import java.util.Locale;

/**
 * The answer to one challenge with {@code qop=auth}: what Authorization or Proxy-Authorization says (RFC 7616 section 3.4).
 *
 * @param ha1 of the challenge's algorithm and realm
 * @param nonceCount how often this nonce has been answered, this time included
 */
public record DigestAuthorization(DigestChallenge challenge, String username, Ha1 ha1, int nonceCount, String cnonce) {
    /** @throws IllegalArgumentException when the challenge can't be answered so */
    public DigestAuthorization {
        if (!challenge.offersAuth()) {
            throw new IllegalArgumentException("a challenge with qop " + challenge.qop() + " (expected: one with auth)");
        }
        if (ha1.algorithm() != challenge.algorithm()) {
            throw new IllegalArgumentException(
                    "an HA1 of " + ha1.algorithm() + " (expected: the challenge's " + challenge.algorithm() + ")");
        }
        if (nonceCount < 1) {
            throw new IllegalArgumentException("nonce count " + nonceCount + " (expected: 1 or more)");
        }
        requireOneLine("username", username);
        requireOneLine("cnonce", cnonce);
    }

    /**
     * The header's value.
     *
     * @param uri the Request-URI as it is sent
     */
    public String value(String method, String uri) {
        requireOneLine("uri", uri);
        String count = String.format(Locale.ROOT, "%08x", nonceCount);
        String response = DigestResponse.withQopAuth(ha1, method, uri, challenge.nonce(), count, cnonce);
        StringBuilder value = new StringBuilder(400)
                .append("Digest username=\"").append(escaped(username))
                .append("\", realm=\"").append(challenge.realm())
                .append("\", nonce=\"").append(challenge.nonce())
                .append("\", uri=\"").append(escaped(uri))
                .append("\", response=\"").append(response)
                .append("\", algorithm=").append(challenge.algorithm().token())
                .append(", cnonce=\"").append(escaped(cnonce))
                .append("\", qop=auth, nc=").append(count);
        challenge.opaque().ifPresent(opaque -> value.append(", opaque=\"").append(opaque).append('"'));
        return value.toString();
    }

    /** RFC 3261 section 25.1: what a quoted-string can't hold as it is. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** A line break would begin another header. */
    private static void requireOneLine(String name, String text) {
        if (text.chars().anyMatch(character -> character < ' ' || character == 0x7f)) {
            throw new IllegalArgumentException("a " + name + " with a control character (expected: one line of text)");
        }
    }
}
