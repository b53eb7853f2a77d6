package io.countersign.query.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.keysets.TokenKeyset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The MACs between instances, made with the token keyset: of a question (method, path, instance asked, time, a random number,
 * body), and of its answer (the question's MAC, body). Safe for use by several threads.
 */
final class PeerSeal {
    /** Of a question: {@code <milliseconds>.<random>.<mac>}. */
    static final String QUESTION_HEADER = "Countersign-Forwarded";

    /** Of its answer: {@code <mac>}. */
    static final String ANSWER_HEADER = "Countersign-Answer";

    /** How old a question may be, or how far ahead its sender's clock: longer than any answer takes, and clocks differ. */
    static final Duration MAX_AGE = Duration.ofSeconds(30);

    private static final String QUESTION_PURPOSE = "forwarded-question/1";
    private static final String ANSWER_PURPOSE = "forwarded-answer/1";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})\\.([0-9a-f]{32})\\.([A-Za-z0-9_-]{22})");
    private static final int RANDOM_BYTES = 16;

    private final TokenKeyset keyset;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PeerSeal(TokenKeyset keyset, Clock clock) {
        this.keyset = keyset;
        this.clock = clock;
    }

    /** The header of a question to the instance at an address. */
    String question(String address, byte[] body) {
        byte[] number = new byte[RANDOM_BYTES];
        random.nextBytes(number);
        String start = clock.millis() + "." + HexFormat.of().formatHex(number);
        return start + "." + text(keyset.mac(QUESTION_PURPOSE, questionData(start, address, body)));
    }

    /** Whether a header may be one of ours and is not too old: to be asked before a body is read. */
    boolean isCurrent(String header) {
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), clock.instant());
        return age.abs().compareTo(MAX_AGE) <= 0;
    }

    /** Whether a current header was made by one of us for this body and the instance at this address. */
    boolean verifies(String header, String address, byte[] body) {
        int end = header.lastIndexOf('.');
        return isCurrent(header)
                && keyset.verifies(
                        QUESTION_PURPOSE,
                        questionData(header.substring(0, end), address, body),
                        Base64.getUrlDecoder().decode(header.substring(end + 1)));
    }

    /** The header of the answer to a question with this header. */
    String answer(String question, byte[] body) {
        return text(keyset.mac(ANSWER_PURPOSE, answerData(question, body)));
    }

    /** Whether an answer's header was made by one of us for this question and body. */
    boolean verifiesAnswer(String header, String question, byte[] body) {
        try {
            return keyset.verifies(ANSWER_PURPOSE, answerData(question, body), Base64.getUrlDecoder().decode(header));
        } catch (IllegalArgumentException e) { // not base64url: not ours
            return false;
        }
    }

    private static byte[] questionData(String start, String address, byte[] body) {
        return ("POST " + PeerFilter.PATH + "\n" + address + "\n" + start + "\n" + digest(body)).getBytes(UTF_8);
    }

    private static byte[] answerData(String question, byte[] body) {
        return (question + "\n" + digest(body)).getBytes(US_ASCII);
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String text(byte[] mac) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
