package io.countersign.rest.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key as a customer holds it: {@code csk_live_}, the 12 characters of its id, {@code _}, 43 base62 characters
 * (256 random bits), and 6 base62 characters of CRC-32 over all before, by which a leaked key can be told from noise.
 *
 * <p>A secret: its text leaves only by {@link #exportText()}, what is stored is {@link #hash()}.
 */
public final class ApiKey {
    private static final String PREFIX = "csk_live_";
    private static final String ID_PREFIX = "key_";
    private static final int ID_CHARS = 12;
    private static final int SECRET_CHARS = 43;
    private static final int CHECKSUM_CHARS = 6;
    private static final int TEXT_CHARS = PREFIX.length() + ID_CHARS + 1 + SECRET_CHARS + CHECKSUM_CHARS;
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "[a-z0-9]{" + ID_CHARS + "}_[0-9A-Za-z]{" + (SECRET_CHARS + CHECKSUM_CHARS) + "}");

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /** A new key with a new id. */
    public static ApiKey generate(SecureRandom random) {
        String body = PREFIX + Base62.lowerCase(random, ID_CHARS) + "_" + Base62.random(random, SECRET_CHARS);
        return new ApiKey(body + checksum(body));
    }

    /** The key in a text; nothing when its form or its checksum is wrong. */
    public static Optional<ApiKey> parse(String text) {
        if (text.length() != TEXT_CHARS || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String body = text.substring(0, TEXT_CHARS - CHECKSUM_CHARS);
        return checksum(body).equals(text.substring(body.length())) ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    /** {@code key_} and the 12 characters of the id: no secret. */
    public String keyId() {
        return ID_PREFIX + text.substring(PREFIX.length(), PREFIX.length() + ID_CHARS);
    }

    /** SHA-256 of the whole text: what is stored and compared. 256 random bits need no slow hash. */
    public byte[] hash() {
        return sha256(text.getBytes(US_ASCII));
    }

    /** The whole secret text, for the one answer that shows it. */
    public String exportText() {
        return text;
    }

    @Override
    public String toString() {
        return "ApiKey(" + keyId() + ", redacted)";
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected: in every JDK)", e);
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(US_ASCII));
        return Base62.fixed(crc.getValue(), CHECKSUM_CHARS);
    }
}
