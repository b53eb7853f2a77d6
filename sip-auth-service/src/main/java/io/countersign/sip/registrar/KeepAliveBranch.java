package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.Slice;
import java.util.HexFormat;

/**
 * The Via branch of our keep-alives (RFC 3261 section 8.1.1.7): a number and its MAC, so that their answers are recognised
 * and nothing is kept of them. Owned by one thread.
 */
public final class KeepAliveBranch {
    private static final String COOKIE = "z9hG4bK";
    private static final String MARK = COOKIE + "ka";
    private static final byte[] MARK_BYTES = MARK.getBytes(US_ASCII);
    private static final int NUMBER_CHARS = 16;
    private static final int CHARS = MARK.length() + 2 * NUMBER_CHARS;

    private final KeyedHash hash;

    /** @param key the same for all of a node */
    KeepAliveBranch(byte[] key) {
        this.hash = new KeyedHash(key);
    }

    /** A branch; another one for each number. */
    String of(long number) {
        return MARK + HexFormat.of().toHexDigits(number) + HexFormat.of().toHexDigits(mac(number));
    }

    /** Whether it is one of ours. */
    public boolean isOurs(Slice branch) {
        if (branch.length() != CHARS) {
            return false;
        }
        for (int i = 0; i < MARK_BYTES.length; i++) {
            if (branch.byteAt(i) != MARK_BYTES[i]) {
                return false;
            }
        }
        String digits = branch.text().substring(MARK.length());
        return digits.equals(of(number(digits)).substring(MARK.length()));
    }

    private long mac(long number) {
        return hash.begin().update(number).finish().first();
    }

    /** Any number where the text has none: its MAC is wrong then. */
    private static long number(String digits) {
        try {
            return Long.parseUnsignedLong(digits, 0, NUMBER_CHARS, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
