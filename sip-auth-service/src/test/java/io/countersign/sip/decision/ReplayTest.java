package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.ELSEWHERE;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.MD5_DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.message.Transport;
import io.countersign.sip.transport.SipHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Whoever hears an Authorization can do nothing with it: everything an eavesdropper may try with a captured one is refused. Tried a
 * thousand times; with {@code -Plong} a hundred thousand times. Figures are printed.
 */
class ReplayTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";
    private static final boolean LONG = Boolean.getBoolean("countersign.long");
    private static final int LEAST_ATTEMPTS = LONG ? 100_000 : 1_000;
    private static final int SMALL_WINDOW_NONCES = 64;

    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);
    private DecisionFixture decisions = new DecisionFixture();
    private int attempts;
    private int accepted;

    @Test
    void aCapturedAuthorizationIsAcceptedNowhere() {
        while (attempts < LEAST_ATTEMPTS) {
            String register = userAgent.register(CONTACT);
            String nonce = UserAgent.nonce(decisions.ask(register));
            String captured = userAgent.answer(register, nonce, SHA_256, 1);
            assertThat(decisions.ask(captured)).startsWith("SIP/2.0 200 ");
            tryAtTheSameNode(captured);
            tryWithChanges(captured);
            tryAtOtherNodes(captured);
            decisions.ask(userAgent.answer(register, nonce, SHA_256, 7));
            tryWith(captured); // nc below what was seen
            tryWith(captured.replace("nc=00000001", "nc=00000007"));
            decisions.pass(Duration.ofSeconds(301));
            tryWith(captured);
            decisions.failures.clear();
        }

        report("captured Authorizations");
    }

    /** The very same bytes within 32 s are a repeat: answered as before, but accepted only once. */
    @Test
    void aRepeatIsNotAcceptedAgain() {
        String register = userAgent.register(CONTACT);
        String captured = userAgent.answer(register, decisions.ask(register), SHA_256);
        decisions.ask(captured);
        long before = decisions.counts.of(Outcome.ACCEPTED);

        for (int i = 0; i < 10; i++) {
            assertThat(decisions.ask(captured)).startsWith("SIP/2.0 200 ");
        }

        assertThat(decisions.counts.of(Outcome.ACCEPTED)).isEqualTo(before);
        assertThat(decisions.registrar.size()).isEqualTo(1);
    }

    /** When the window is full, what it forgets is stale, not new. */
    @Test
    void aFullWindowForgetsNothingToAnAttackersGain() {
        decisions = new DecisionFixture(new NonceSettings(Duration.ofMinutes(5), 32, 64, SMALL_WINDOW_NONCES));
        int least = LONG ? LEAST_ATTEMPTS : 200;
        String captured = "";
        for (int i = 0; attempts < least; i++) {
            String register = userAgent.register(CONTACT);
            String verified = userAgent.answer(register, decisions.ask(register), SHA_256);
            String answer = decisions.ask(verified);
            if (captured.isEmpty() || (i % 100 == 0 && answer.startsWith("SIP/2.0 200 "))) { // in a full second a new nonce may be stale at once
                captured = verified;
            }
            tryWith(captured);
            if (i % 8 == 0) {
                decisions.pass(Duration.ofSeconds(1));
            }
            decisions.failures.clear();
        }

        report("replays at a window that overflows");
    }

    private void tryAtTheSameNode(String captured) {
        tryWith(captured);
        tryWith(captured.replaceFirst("Call-ID: ", "Call-ID: other-"));
        tryWith(captured.replaceFirst("CSeq: \\d+", "CSeq: 900000"));
        tryFrom(captured, ELSEWHERE, Transport.UDP);
        tryFrom(captured, new InetSocketAddress(HOME.getAddress(), HOME.getPort() + 1), Transport.UDP);
        tryFrom(captured, HOME, Transport.TCP);
        tryFrom(captured, ELSEWHERE, Transport.TCP);
    }

    /** What goes into the digest can't be changed without the password. */
    private void tryWithChanges(String captured) {
        tryWith(captured.replace("nc=00000001", "nc=00000002"));
        tryWith(captured.replace("nc=00000001", "nc=ffffffff"));
        tryWith(captured.replace("cnonce=\"0a4f113b\"", "cnonce=\"0a4f113c\""));
        tryWith(captured.replace("uri=\"sip:", "uri=\"sips:"));
        tryWith(captured.replaceFirst("nonce=\"[^\"]*\"", "nonce=\"" + UserAgent.nonce(decisions.ask(userAgent.register())) + "\""));
        tryWith(captured.replace("username=\"alice\"", "username=\"carol\""));
        tryWith(captured.replace("algorithm=SHA-256", "algorithm=MD5"));
        tryWith(captured.replace("algorithm=SHA-256, ", ""));
        tryWith(captured.replace(", qop=auth, nc=00000001", ""));
        tryWith(captured.replace("qop=auth", "qop=auth-int"));
        tryWith(captured.replace(DOMAIN, MD5_DOMAIN));
        tryWith(captured.replaceFirst("REGISTER sip", "INVITE sip").replaceFirst("(CSeq: \\d+) REGISTER", "$1 INVITE").replace("Authorization:", "Proxy-Authorization:"));
        tryWith(captured.replaceFirst("REGISTER sip", "MESSAGE sip").replaceFirst("(CSeq: \\d+) REGISTER", "$1 MESSAGE").replace("Authorization:", "Proxy-Authorization:"));
    }

    private void tryAtOtherNodes(String captured) {
        SipHandler node = decisions.moveTo(2);
        tryWith(captured);
        tryWith(captured.replace("nc=00000001", "nc=00000002"));
        decisions.moveTo(3);
        tryWith(captured);
        tryFrom(captured, ELSEWHERE, Transport.UDP);
        decisions.moveTo(node);
    }

    private void tryWith(String request) {
        tryFrom(request, HOME, Transport.UDP);
    }

    /** With a branch of its own: the same bytes from the same place would be a repeat. */
    private void tryFrom(String request, InetSocketAddress from, Transport transport) {
        attempts++;
        long before = decisions.counts.of(Outcome.ACCEPTED) + decisions.counts.of(Outcome.METHOD_NOT_SERVED);
        String mine = request.replaceFirst("branch=[^;]*", "branch=z9hG4bKattack" + attempts);
        String answer = decisions.ask(mine.getBytes(ISO_8859_1), from, transport);
        boolean in = answer.startsWith("SIP/2.0 2") || answer.startsWith("SIP/2.0 404 ")
                || decisions.counts.of(Outcome.ACCEPTED) + decisions.counts.of(Outcome.METHOD_NOT_SERVED) != before;
        accepted += in ? 1 : 0;
    }

    private void report(String what) {
        System.out.printf("replay: %d accepted of %d %s%n", accepted, attempts, what);
        assertThat(accepted).isZero();
        assertThat(attempts).isGreaterThanOrEqualTo(LONG ? LEAST_ATTEMPTS : 200);
    }
}
