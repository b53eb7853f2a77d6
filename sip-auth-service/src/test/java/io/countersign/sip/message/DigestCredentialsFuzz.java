package io.countersign.sip.message;

import java.util.List;

/** Fuzz target: any bytes behind "Authorization: " are credentials with all that a verification reads, of another scheme, or malformed. */
public final class DigestCredentialsFuzz {
    private DigestCredentialsFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        DigestCredentials credentials = new DigestCredentials();
        credentials.parse(input.clone(), 0, Math.min(input.length, HeaderIndex.MAX_HEADER_BYTES));
        if (credentials.form() != DigestCredentials.Form.DIGEST) {
            return;
        }
        for (Slice needed : List.of(credentials.username(), credentials.nonce(), credentials.uri(), credentials.response())) {
            must(!needed.isEmpty(), "an empty parameter");
        }
        must(credentials.realm().isPresent(), "no realm");
        must(credentials.response().text().matches("[0-9a-f]+"), "a response that is not hexadecimal");
        must(credentials.nonceCount() >= 0 && credentials.nonceCount() <= Grammar.MAX_NUMBER, "a count beyond eight digits");
        must(!credentials.qop().isPresent() || !credentials.cnonce().isEmpty(), "qop without cnonce");
        SipUri uri = new SipUri();
        must(uri.parse(credentials.uri().array(), credentials.uri().offset(), credentials.uri().end()), "a uri that is none");
        must(credentials.username().length() + credentials.realm().length() <= input.length, "more than was sent");
    }

    private static void must(boolean fact, String otherwise) {
        if (!fact) {
            throw new IllegalStateException(otherwise);
        }
    }
}
