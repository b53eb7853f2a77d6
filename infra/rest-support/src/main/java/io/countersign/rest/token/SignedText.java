package io.countersign.rest.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.keysets.TokenKeyset;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Text that goes out and comes back: base64url of a MAC and the content. It can be read, but not made, by others. */
final class SignedText {
    /** More than we ever hand out. */
    private static final int MAX_CHARS = 1024;

    private final TokenKeyset keyset;

    SignedText(TokenKeyset keyset) {
        this.keyset = keyset;
    }

    String sign(String purpose, String content) {
        byte[] data = content.getBytes(UTF_8);
        byte[] mac = keyset.mac(purpose, data);
        byte[] whole = ByteBuffer.allocate(mac.length + data.length).put(mac).put(data).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** The content; nothing when the text is not one that was signed for this purpose. */
    Optional<String> verify(String purpose, String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) { // not base64url: not ours
            return Optional.empty();
        }
        if (whole.length < TokenKeyset.MAC_BYTES) {
            return Optional.empty();
        }
        byte[] mac = Arrays.copyOf(whole, TokenKeyset.MAC_BYTES);
        byte[] data = Arrays.copyOfRange(whole, TokenKeyset.MAC_BYTES, whole.length);
        return keyset.verifies(purpose, data, mac) ? decode(data) : Optional.empty();
    }

    private static Optional<String> decode(byte[] data) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
        } catch (CharacterCodingException e) { // we sign only text
            return Optional.empty();
        }
    }
}
