package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.NOTHING;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.Transport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzz target: any bytes through the whole decision, as a datagram and on a stream. {@code {auth}} in them becomes the right answer to a
 * live challenge, so that what comes behind the digest is reached as well. The answer is one answer, within its proportion; a good request
 * is answered afterwards.
 */
public final class DecisionFuzz {
    private static final int MAX_BYTES = 65_000;
    private static final int MOST_TIMES_THE_BYTES_PER_TEN = 26;
    private static final String RIGHT_CREDENTIALS = "{auth}";
    private static final DecisionFixture DECISIONS = new DecisionFixture();
    private static final UserAgent USER_AGENT = new UserAgent(DOMAIN, USER, PASSWORD);

    private DecisionFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, 0, Math.min(input.length, MAX_BYTES), ISO_8859_1);
        boolean verified = text.contains(RIGHT_CREDENTIALS);
        byte[] bytes = verified ? withCredentials(text).getBytes(ISO_8859_1) : text.getBytes(ISO_8859_1);
        String answer = DECISIONS.ask(bytes, HOME, Transport.UDP);
        mustBeOneAnswer(answer);
        if (!verified && answer.length() * 10L > (long) bytes.length * MOST_TIMES_THE_BYTES_PER_TEN) {
            throw new IllegalStateException(answer.length() + " bytes for " + bytes.length);
        }
        List<String> answers = DECISIONS.stream(HOME, bytes, Arrays.copyOf(bytes, bytes.length / 2));
        answers.stream().filter(each -> !each.equals("\r\n")).forEach(DecisionFuzz::mustBeOneAnswer);
        DECISIONS.failures.clear();
        DECISIONS.pass(Duration.ofMillis(50));
        if (!DECISIONS.ask(USER_AGENT.register()).startsWith("SIP/2.0 401 ")) {
            throw new IllegalStateException("a good request is not answered any more");
        }
    }

    private static String withCredentials(String text) {
        String nonce = UserAgent.nonce(DECISIONS.ask(USER_AGENT.register()));
        return text.replace(RIGHT_CREDENTIALS, USER_AGENT.credentials(text.substring(0, Math.max(0, text.indexOf(' '))), nonce, DigestAlgorithm.SHA_256, "00000001"));
    }

    private static void mustBeOneAnswer(String answer) {
        if (answer.equals(NOTHING)) {
            return;
        }
        int end = answer.indexOf("\r\n\r\n");
        String lineEnds = answer.replace("\r\n", "");
        if (!answer.startsWith("SIP/2.0 ") || end != answer.length() - 4 || lineEnds.contains("\r") || lineEnds.contains("\n")) {
            throw new IllegalStateException("no single answer: " + answer);
        }
    }
}
