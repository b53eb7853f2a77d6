package io.countersign.bench.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestChallenge;
import java.util.Arrays;
import java.util.Optional;

/** What the load tools read of a response: its status, which request it answers, and its challenge. */
final class Answer {
    /** What {@link #status} and {@link #token} give for bytes that are no answer to one of ours. */
    static final int NONE = -1;

    private static final byte[] STATUS_LINE = "SIP/2.0 ".getBytes(US_ASCII);
    private static final byte[] BRANCH = (";branch=" + RegisterTemplate.BRANCH).getBytes(US_ASCII);
    private static final int STATUS_DIGITS = 3;
    private static final String CHALLENGE = "www-authenticate:";

    private Answer() {}

    /** The status code, 100 to 699, or {@link #NONE}. */
    static int status(byte[] message, int length) {
        int digitsEnd = STATUS_LINE.length + STATUS_DIGITS;
        if (length < digitsEnd || !startsWith(message, length, 0, STATUS_LINE)) {
            return NONE;
        }
        int status = 0;
        for (int i = STATUS_LINE.length; i < digitsEnd; i++) {
            int digit = message[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            status = status * 10 + digit;
        }
        return status >= 100 && status <= 699 ? status : NONE;
    }

    /** The number that our branch parameter carries, or {@link #NONE}. */
    static long token(byte[] message, int length) {
        for (int start = 0; start + BRANCH.length + RegisterTemplate.TOKEN_CHARS <= length; start++) {
            if (message[start] == ';' && startsWith(message, length, start, BRANCH)) {
                return hex(message, start + BRANCH.length);
            }
        }
        return NONE;
    }

    /** The first challenge with that algorithm and with {@code qop=auth}; empty when it holds none that is well-formed. */
    static Optional<DigestChallenge> challenge(byte[] message, int length, DigestAlgorithm algorithm) {
        for (String line : new String(message, 0, length, ISO_8859_1).split("\r\n", -1)) {
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (line.regionMatches(true, 0, CHALLENGE, 0, CHALLENGE.length())) {
                Optional<DigestChallenge> challenge = DigestChallenge.parse(line.substring(CHALLENGE.length()))
                        .filter(offered -> offered.algorithm() == algorithm && offered.offersAuth());
                if (challenge.isPresent()) {
                    return challenge;
                }
            }
        }
        return Optional.empty();
    }

    private static long hex(byte[] message, int start) {
        long value = 0;
        for (int i = start; i < start + RegisterTemplate.TOKEN_CHARS; i++) {
            int digit = Character.digit(message[i], 16);
            if (digit < 0) {
                return NONE;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static boolean startsWith(byte[] message, int length, int at, byte[] wanted) {
        return at + wanted.length <= length
                && Arrays.equals(message, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
