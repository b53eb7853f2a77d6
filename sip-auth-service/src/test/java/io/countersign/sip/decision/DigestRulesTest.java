package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.ELSEWHERE;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.MD5_FIRST_DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.SHA_512_256_DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.challenge.NonceSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/reference/sip.md, Challenge and verification, that {@link AuthenticationTest} leaves out; proof.md lists them all. */
class DigestRulesTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";
    private static final Duration UNTIL_MIDNIGHT = Duration.ofHours(12); // the fixture's clock starts at noon

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);

    @Test
    void theTrunksOrderIsTheChallengesOrder() {
        assertThat(UserAgent.algorithms(decisions.ask(new UserAgent(MD5_FIRST_DOMAIN, USER, PASSWORD).register(CONTACT)))).containsExactly("MD5", "SHA-256");
        assertThat(UserAgent.algorithms(decisions.ask(new UserAgent("trunk-none.sip.example.com", USER, PASSWORD).register(CONTACT)))).containsExactly("SHA-256", "MD5");
    }

    @Test
    void sha512256IsOfferedAndAcceptedWhereATrunkAsksForItOnly() {
        UserAgent modern = new UserAgent(SHA_512_256_DOMAIN, USER, PASSWORD);
        String register = modern.register(CONTACT);
        String challenge = decisions.ask(register);

        assertThat(UserAgent.algorithms(challenge)).containsExactly("SHA-512-256", "SHA-256");
        assertThat(decisions.ask(modern.answer(register, challenge, DigestAlgorithm.SHA_512_256))).startsWith("SIP/2.0 200 ");
        String elsewhere = userAgent.register(CONTACT);
        decisions.ask(userAgent.answer(elsewhere, decisions.ask(elsewhere), DigestAlgorithm.SHA_512_256));
        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void aChallengeIsStatelessAndARepeatOfTheRequestGetsTheSameTag() {
        String register = userAgent.register(CONTACT);
        String first = decisions.ask(register);
        String second = decisions.ask(register);

        assertThat(toTag(second)).isEqualTo(toTag(first)).isNotEmpty();
        assertThat(UserAgent.nonce(second)).isNotEqualTo(UserAgent.nonce(first));
        assertThat(toTag(decisions.ask(userAgent.register(CONTACT)))).isNotEqualTo(toTag(first));
    }

    @Test
    void aNonceOutlivesMidnightAndTheKeyOfTheDayBeforeYesterdayIsGone() {
        decisions.pass(UNTIL_MIDNIGHT.minusSeconds(10));
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        decisions.pass(Duration.ofSeconds(20));

        assertThat(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1))).startsWith("SIP/2.0 200 ");
        assertThat(decisions.ask(userAgent.answer(register, decisions.ask(register), SHA_256))).startsWith("SIP/2.0 200 ");
        decisions.pass(Duration.ofHours(23));
        assertThat(decisions.ask(userAgent.answer(register, nonce, SHA_256, 2))).contains("stale=true");
        decisions.pass(Duration.ofHours(2));
        assertThat(decisions.ask(userAgent.answer(register, nonce, SHA_256, 2))).startsWith("SIP/2.0 401 ").doesNotContain("stale");
    }

    /** The MAC covers the realm. */
    @Test
    void aNonceOfAnotherTrunkIsMalformed() {
        String nonce = UserAgent.nonce(decisions.ask(new UserAgent(MD5_FIRST_DOMAIN, USER, PASSWORD).register(CONTACT)));

        decisions.ask(userAgent.answer(userAgent.register(CONTACT), nonce, SHA_256, 1));

        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.MALFORMED_CREDENTIALS);
    }

    /** Whoever asks with a nonce that is no longer good learns nothing of users, passwords and trunks. */
    @Test
    void staleIsSaidBeforeAnyUserIsLookedUp() {
        List<UserAgent> callers = List.of(
                userAgent,
                new UserAgent(DOMAIN, USER, "wrong horse"),
                new UserAgent(DOMAIN, "nobody", PASSWORD),
                new UserAgent("trunk-none.sip.example.com", USER, PASSWORD));
        for (UserAgent caller : callers) {
            String register = caller.register(CONTACT);
            String nonce = UserAgent.nonce(decisions.ask(register));
            assertThat(decisions.ask(caller.answer(register, nonce, SHA_256, 1), ELSEWHERE)).contains("stale=true");
            decisions.pass(Duration.ofSeconds(301));
            assertThat(decisions.ask(caller.answer(register, nonce, SHA_256, 1))).contains("stale=true");
        }
        assertThat(decisions.counts.of(FailureReason.STALE_NONCE)).isEqualTo(2L * callers.size());
        assertThat(decisions.failures).isEmpty();
    }

    /** RFC 3261 section 22.4 item 6. */
    @Test
    void theDigestsUriNeedNotBeTheRequestUri() {
        String register = userAgent.request("REGISTER", "sip:203.0.113.1;transport=udp", "<sip:alice@" + DOMAIN + ">", CONTACT);

        assertThat(decisions.ask(userAgent.answer(register, decisions.ask(register), SHA_256))).startsWith("SIP/2.0 200 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            uri="sip:trunk-abc.sip.example.com"  | uri=sip:trunk-abc.sip.example.com
            uri="sip:trunk-abc.sip.example.com"  | uri=""
            uri="sip:trunk-abc.sip.example.com"  | uri="no uri"
            uri="sip:trunk-abc.sip.example.com"  | uri="sip:a%4@b"
            username="alice"                     | username=alice
            username="alice"                     | username=""
            realm="trunk-abc.sip.example.com", n | realm=trunk-abc.sip.example.com, n
            qop=auth                             | qop=auth, qop=auth
            qop=auth                             | qop=auth, x=1, X=2
            qop=auth                             | qop=auth, NONCE="x"
            qop=auth                             | qop=auth-int
            qop=auth                             | x=auth
            nc=00000001                          | nc=1
            nc=00000001                          | nc=00000000
            nc=00000001                          | nc=0000000g
            cnonce="0a4f113b"                    | cnonce=0a4f113b
            cnonce="0a4f113b"                    | cnonce=""
            response="                           | response="0Z
            Digest                               | Digest,
            """)
    void whatIsNotWrittenAsItMustIsMalformed(String part, String other) {
        assertThat(reasonsOf(good -> good.replace(part, other))).containsExactly(FailureReason.MALFORMED_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256-sess", "MD5-sess", "SHA-1", "SHA-512-256", "\"\"", "sha256"})
    void onlyTheTrunksAlgorithmsAreAllowed(String algorithm) {
        assertThat(reasonsOf(good -> good.replace("algorithm=SHA-256", "algorithm=" + algorithm))).containsExactly(FailureReason.ALGORITHM_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YWxpY2U6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5", "Bearer x", "NTLM abc", "DigestX realm=\"x\"", "Negotiate"})
    void anUnknownSchemeIsNoCredentials(String credentials) {
        String answer = decisions.ask(userAgent.withCredentials(userAgent.register(CONTACT), credentials));

        assertThat(answer).startsWith("SIP/2.0 401 ").doesNotContain("Basic", "stale");
        assertThat(decisions.counts.of(Outcome.CHALLENGED)).isEqualTo(1);
        assertThat(decisions.failures).isEmpty();
    }

    /** A full window: what is dropped is stale from then on, and so is what was issued before it. */
    @Test
    void whatAFullWindowDroppedIsStale() {
        DecisionFixture small = new DecisionFixture(new NonceSettings(Duration.ofMinutes(5), 32, 64, 16));
        String register = userAgent.register(CONTACT);
        String first = UserAgent.nonce(small.ask(register));
        assertThat(small.ask(userAgent.answer(register, first, SHA_256, 1))).startsWith("SIP/2.0 200 ");
        for (int i = 0; i < 200; i++) {
            small.pass(Duration.ofSeconds(1));
            String next = userAgent.register(CONTACT);
            assertThat(small.ask(userAgent.answer(next, small.ask(next), SHA_256))).startsWith("SIP/2.0 200 ");
        }

        assertThat(small.ask(userAgent.answer(register, first, SHA_256, 1))).contains("stale=true");
        assertThat(small.ask(userAgent.answer(register, first, SHA_256, 2))).contains("stale=true");
        assertThat(small.counts.of(FailureReason.STALE_NONCE)).isEqualTo(2);
    }

    @Test
    void aNonceIsForAWholeAddressAndAnyPort() {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));

        assertThat(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1), new InetSocketAddress(HOME.getAddress(), 9))).startsWith("SIP/2.0 200 ");
    }

    @Test
    void aNonceIsGoodInTheWholeOfAConfiguredPrefixAndStaleOutside() {
        DecisionFixture wide = new DecisionFixture(new NonceSettings(NonceSettings.LIFETIME, 24, 64, 16));
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(wide.ask(register));

        assertThat(wide.ask(userAgent.answer(register, nonce, SHA_256, 1), new InetSocketAddress("192.0.3.10", 5062))).contains("stale=true");
        assertThat(wide.ask(userAgent.answer(register, nonce, SHA_256, 1), new InetSocketAddress("192.0.2.99", 5062))).startsWith("SIP/2.0 200 ");
        String narrow = UserAgent.nonce(decisions.ask(register));
        assertThat(decisions.ask(userAgent.answer(register, narrow, SHA_256, 1), new InetSocketAddress("192.0.2.99", 5062))).contains("stale=true");
    }

    private List<FailureReason> reasonsOf(UnaryOperator<String> change) {
        String register = userAgent.register(CONTACT);
        String good = userAgent.credentials("REGISTER", UserAgent.nonce(decisions.ask(register)), SHA_256, "00000001");
        String changed = change.apply(good);
        assertThat(changed).isNotEqualTo(good);
        String answer = decisions.ask(userAgent.withCredentials(register, changed));
        assertThat(answer).startsWith("SIP/2.0 401 ").doesNotContain("stale");
        return decisions.failures.stream().map(FailureSample::reason).toList();
    }

    private static String toTag(String answer) {
        return answer.replaceFirst("(?s).*\r\nTo: [^\r]*;tag=([^\r]*)\r\n.*", "$1");
    }
}
