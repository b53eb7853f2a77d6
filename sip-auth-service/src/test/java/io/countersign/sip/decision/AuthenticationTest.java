package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.ELSEWHERE;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.MD5_DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/reference/sip.md, Challenge and verification, and What a refused request gets. */
class AuthenticationTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);

    @Test
    void aRegisterIsChallengedWithTheTrunksAlgorithmsInItsOrder() {
        String challenge = decisions.ask(userAgent.register(CONTACT));

        assertThat(UserAgent.status(challenge)).isEqualTo(401);
        assertThat(UserAgent.algorithms(challenge)).containsExactly("SHA-256", "MD5");
        assertThat(challenge)
                .contains("WWW-Authenticate: Digest realm=\"" + DOMAIN + "\", nonce=\"")
                .contains("qop=\"auth\"")
                .doesNotContain("stale", "Server:", "Date:", "Allow:", "Proxy-Authenticate");
        assertThat(UserAgent.nonce(challenge)).hasSizeLessThanOrEqualTo(64);
        assertThat(decisions.failures).isEmpty();
    }

    @Test
    void everyOtherMethodIsChallengedAsByAProxy() {
        assertThat(decisions.ask(userAgent.invite())).startsWith("SIP/2.0 407 ").contains("Proxy-Authenticate: Digest");
        assertThat(decisions.ask(userAgent.request("FROBNICATE", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">"))).startsWith("SIP/2.0 407 ");
    }

    @ParameterizedTest
    @EnumSource(names = {"SHA_256", "MD5"})
    void aRightAnswerRegisters(DigestAlgorithm algorithm) {
        String register = userAgent.register(CONTACT);

        String answer = decisions.ask(userAgent.answer(register, decisions.ask(register), algorithm));

        assertThat(UserAgent.status(answer)).isEqualTo(200);
        assertThat(answer).contains("Contact: <sip:alice@192.0.2.10:5062>;expires=300\r\n");
        assertThat(decisions.counts.of(Outcome.ACCEPTED)).isEqualTo(1);
        assertThat(decisions.failures).isEmpty();
    }

    @Test
    void aVerifiedInviteFindsNoRouteYet() {
        String invite = userAgent.invite();

        assertThat(decisions.ask(userAgent.answer(invite, decisions.ask(invite), SHA_256))).startsWith("SIP/2.0 404 No route\r\n");
    }

    @Test
    void aVerifiedMethodThatIsNotServedIsToldWhatIs() {
        String message = userAgent.request("MESSAGE", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">");

        String answer = decisions.ask(userAgent.answer(message, decisions.ask(message), SHA_256));

        assertThat(answer).startsWith("SIP/2.0 405 ").contains("Allow: REGISTER, INVITE, ACK, CANCEL, OPTIONS\r\n");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAndAnUnknownTrunkGetTheSameBytes() {
        UserAgent wrong = new UserAgent(DOMAIN, USER, "wrong horse");
        UserAgent unknown = new UserAgent(DOMAIN, "allie", PASSWORD);
        UserAgent foreign = new UserAgent("trunk-xyz." + DecisionFixture.BASE, USER, PASSWORD);

        String toWrong = refused(wrong);
        String toUnknown = refused(unknown);
        String toForeign = refused(foreign);

        assertThat(neutral(toUnknown)).isEqualTo(neutral(toWrong).replace("sip:alice@", "sip:allie@"));
        assertThat(neutral(toForeign)).isEqualTo(neutral(toWrong).replace("trunk-abc", "trunk-xyz"));
        assertThat(decisions.failures)
                .extracting(FailureSample::reason)
                .containsExactly(FailureReason.WRONG_PASSWORD, FailureReason.UNKNOWN_USER, FailureReason.UNKNOWN_TRUNK);
    }

    @Test
    void aFailureSaysWhatTheCustomerNeedsToKnow() {
        refused(new UserAgent(DOMAIN, USER, "wrong horse"));

        FailureSample sample = decisions.failures.getFirst();
        assertThat(sample.trunk().orElseThrow().trunkId()).isEqualTo("trunk_abc");
        assertThat(sample.credentialId()).isPresent();
        assertThat(sample.username()).isEqualTo(USER);
        assertThat(sample.method()).isEqualTo("REGISTER");
        assertThat(sample.sourceIp()).isEqualTo("192.0.2.10");
        assertThat(sample.sourcePort()).isEqualTo(5062);
        assertThat(sample.userAgent()).contains("Test/1.0");
        assertThat(sample.algorithm()).contains("SHA-256");
        assertThat(sample.realm()).contains(DOMAIN);
    }

    @Test
    void aNonceThatIsNotOursIsMalformed() {
        String register = userAgent.register(CONTACT);
        String forged = "A".repeat(52);

        String answer = decisions.ask(userAgent.answer(register, forged, SHA_256, 1));

        assertThat(UserAgent.status(answer)).isEqualTo(401);
        assertThat(answer).doesNotContain("stale");
        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.MALFORMED_CREDENTIALS);
    }

    @Test
    void aNonceIsStaleWhenItIsOldOrFromElsewhereOrFromBeforeARestart() {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));

        assertStale(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1), ELSEWHERE));
        decisions.restart();
        assertStale(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1), HOME));
        decisions.pass(Duration.ofSeconds(301));
        assertStale(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1), HOME));
        assertThat(decisions.counts.of(FailureReason.STALE_NONCE)).isEqualTo(3);
        assertThat(decisions.counts.of(Outcome.REFUSED)).isEqualTo(3);
        assertThat(decisions.failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-3_600, -302, 302, 3_600, 90_000})
    void aWallClockThatIsSetEndsNeitherNoncesNorBindings(int seconds) {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1)))).isEqualTo(200);

        decisions.setWallClock(Duration.ofSeconds(seconds));

        String query = userAgent.register();
        assertThat(decisions.ask(userAgent.answer(query, nonce, SHA_256, 2)))
                .startsWith("SIP/2.0 200 ")
                .contains("Contact: <sip:alice@192.0.2.10:5062>;expires=300\r\n");
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(query, decisions.ask(query), SHA_256)))).isEqualTo(200);
        refused(new UserAgent(DOMAIN, USER, "wrong horse"));
        assertThat(decisions.failures).singleElement().extracting(FailureSample::at).isEqualTo(decisions.wallTime());
    }

    /** The other order would tell right passwords from wrong ones. */
    @Test
    void aStaleNonceIsJudgedBeforeThePassword() {
        UserAgent wrong = new UserAgent(DOMAIN, USER, "wrong horse");
        String register = wrong.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        decisions.pass(Duration.ofSeconds(301));

        assertStale(decisions.ask(wrong.answer(register, nonce, SHA_256, 1)));
        assertThat(decisions.counts.of(FailureReason.WRONG_PASSWORD)).isZero();
    }

    @Test
    void aCountIsUsedOnceAndTheNextOneIsFine() {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1)))).isEqualTo(200);

        assertStale(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1)));
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, nonce, SHA_256, 2)))).isEqualTo(200);
        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.REPLAYED_NONCE);
    }

    @Test
    void aWrongPasswordUsesNoCountUp() {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        UserAgent wrong = new UserAgent(DOMAIN, USER, "wrong horse");

        assertThat(UserAgent.status(decisions.ask(wrong.answer(register, nonce, SHA_256, 1)))).isEqualTo(401);
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, nonce, SHA_256, 1)))).isEqualTo(200);
    }

    @Test
    void anAlgorithmThatTheTrunkDoesNotAllowIsRefused() {
        UserAgent modern = new UserAgent(MD5_DOMAIN, USER, PASSWORD);
        String register = modern.register(CONTACT);
        String challenge = decisions.ask(register);

        assertThat(UserAgent.algorithms(challenge)).containsExactly("MD5");
        assertThat(UserAgent.status(decisions.ask(modern.answer(register, challenge, SHA_256)))).isEqualTo(401);
        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.ALGORITHM_NOT_ALLOWED);
        assertThat(UserAgent.status(decisions.ask(modern.answer(register, challenge, DigestAlgorithm.MD5)))).isEqualTo(200);
    }

    @Test
    void theCredentialsOfOurRealmCountAmongOthers() {
        String register = userAgent.register(CONTACT);
        String answered = userAgent.answer(register, decisions.ask(register), SHA_256);
        String foreign = "Authorization: Digest username=\"x\", realm=\"other.example\", nonce=\"n\", uri=\"sip:x\", response=\"00\"\r\n";

        assertThat(UserAgent.status(decisions.ask(answered.replaceFirst("Authorization:", foreign + "Authorization:")))).isEqualTo(200);
    }

    @Test
    void onlyForeignCredentialsAreOfAWrongRealm() {
        String register = userAgent.register(CONTACT);
        String credentials = userAgent.credentials("REGISTER", "nonce", SHA_256, "00000001").replace(DOMAIN, "other.example");

        assertThat(UserAgent.status(decisions.ask(userAgent.withCredentials(register, credentials)))).isEqualTo(401);
        assertThat(decisions.failures).extracting(FailureSample::reason).containsExactly(FailureReason.WRONG_REALM);
    }

    /** Not the one that was walked last. */
    @Test
    void aSampleDescribesTheCredentialsThatDecided() {
        String foreign = userAgent.credentials("REGISTER", "nonce", SHA_256, "00000001").replace(DOMAIN, "other.example");
        String malformed = foreign.replace("other.example", "broken.example") + ", realm=\"x\"";
        String another = foreign.replace("other.example", "another.example").replace("alice", "bob");
        String register = userAgent.register(CONTACT);

        decisions.ask(userAgent.withCredentials(register, malformed + "\r\nAuthorization: " + another));
        decisions.ask(userAgent.withCredentials(register, foreign + "\r\nAuthorization: " + another + "\r\nAuthorization: Basic eA=="));

        assertThat(decisions.failures)
                .extracting(FailureSample::reason)
                .containsExactly(FailureReason.MALFORMED_CREDENTIALS, FailureReason.WRONG_REALM);
        assertThat(decisions.failures).extracting(FailureSample::username).containsExactly(USER, USER);
        assertThat(decisions.failures.get(1).realm()).contains("other.example");
    }

    @Test
    void basicIsNoCredentials() {
        String register = userAgent.register(CONTACT);

        assertThat(UserAgent.status(decisions.ask(userAgent.withCredentials(register, "Basic YWxpY2U6c2VjcmV0")))).isEqualTo(401);
        assertThat(decisions.counts.of(Outcome.CHALLENGED)).isEqualTo(1);
    }

    @Test
    void oldDigestWithoutQopAndRepeatedParametersAreMalformed() {
        String register = userAgent.register(CONTACT);
        String good = userAgent.credentials("REGISTER", UserAgent.nonce(decisions.ask(register)), SHA_256, "00000001");

        decisions.ask(userAgent.withCredentials(register, good.replaceFirst(", cnonce.*", "")));
        decisions.ask(userAgent.withCredentials(register, good + ", realm=\"" + DOMAIN + "\""));
        decisions.ask(userAgent.withCredentials(register, good.replace("qop=auth,", "qop=auth-int,")));
        decisions.ask(userAgent.withCredentials(register, good.replace("nc=00000001", "nc=00000000")));

        assertThat(decisions.failures)
                .extracting(FailureSample::reason)
                .hasSize(4)
                .containsOnly(FailureReason.MALFORMED_CREDENTIALS);
    }

    @Test
    void aRegisterIsForOnesOwnUsernameAndTrunk() {
        String other = userAgent.request("REGISTER", "sip:" + DOMAIN, "<sip:bob@" + DOMAIN + ">", CONTACT);
        String abroad = userAgent.request("REGISTER", "sip:" + DOMAIN, "<sip:alice@elsewhere.example>", CONTACT);
        String escaped = userAgent.request("REGISTER", "sip:" + DOMAIN, "<sip:%61lice@TRUNK-abc.sip.example.com>", CONTACT);

        assertThat(UserAgent.status(decisions.ask(userAgent.answer(other, decisions.ask(other), SHA_256)))).isEqualTo(403);
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(abroad, decisions.ask(abroad), SHA_256)))).isEqualTo(404);
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(escaped, decisions.ask(escaped), SHA_256)))).isEqualTo(200);
        assertThat(decisions.failures)
                .extracting(FailureSample::reason)
                .containsExactly(FailureReason.IDENTITY_NOT_ALLOWED, FailureReason.IDENTITY_NOT_ALLOWED);
    }

    @Test
    void theTrunkMayBeNamedByToOrFromAloneAndInAnyCase() {
        String register = userAgent.request("REGISTER", "sip:203.0.113.1", "<sip:alice@TRUNK-ABC.sip.example.com>", CONTACT);
        String challenge = decisions.ask(register);
        assertThat(challenge).contains("realm=\"" + DOMAIN + "\"");
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, challenge, SHA_256)))).isEqualTo(200);

        String invite = userAgent.request("INVITE", "sip:+15550100@203.0.113.1", "<sip:+15550100@203.0.113.1>");
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(invite, decisions.ask(invite), SHA_256)))).isEqualTo(404);
    }

    @Test
    void aForeignHostIsChallengedWithTheBaseDomain() {
        UserAgent lost = new UserAgent("a.b." + DecisionFixture.BASE, USER, PASSWORD);

        assertThat(decisions.ask(lost.register(CONTACT))).contains("realm=\"" + DecisionFixture.BASE + "\"");
    }

    @Test
    void theThirdFailedCallIsForbiddenUntilASuccess() {
        UserAgent wrong = new UserAgent(DOMAIN, USER, "wrong horse");

        assertThat(failedCall(wrong)).isEqualTo(407);
        assertThat(failedCall(wrong)).isEqualTo(407);
        assertThat(failedCall(wrong)).isEqualTo(403);
        assertThat(failedCall(userAgent)).isEqualTo(404);
        assertThat(failedCall(wrong)).isEqualTo(407);
        assertThat(failedCall(wrong)).isEqualTo(407);
        decisions.pass(Duration.ofSeconds(61));
        assertThat(failedCall(wrong)).isEqualTo(407);
    }

    @Test
    void aFailedRegisterIsNeverForbidden() {
        UserAgent wrong = new UserAgent(DOMAIN, USER, "wrong horse");

        for (int i = 0; i < 5; i++) {
            assertThat(UserAgent.status(refused(wrong))).isEqualTo(401);
        }
    }

    @Test
    void aDeletedCredentialIsUnknownAtOnceAndItsBindingsEnd() {
        String register = userAgent.register(CONTACT);
        String nonce = UserAgent.nonce(decisions.ask(register));
        String accepted = userAgent.answer(register, nonce, SHA_256, 1);
        assertThat(UserAgent.status(decisions.ask(accepted))).isEqualTo(200);

        decisions.accounts.remove(DOMAIN, USER);

        assertThat(decisions.registrar.size()).isZero();
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(register, nonce, SHA_256, 2)))).isEqualTo(401);
        assertThat(UserAgent.status(decisions.ask(accepted))).as("a repeat, too").isEqualTo(401);
    }

    @Test
    void aNewCredentialOfTheSameNameIsNotAnsweredForTheOldOne() {
        String register = userAgent.register(CONTACT);
        String accepted = userAgent.answer(register, decisions.ask(register), SHA_256);
        assertThat(UserAgent.status(decisions.ask(accepted))).isEqualTo(200);
        decisions.accounts.remove(DOMAIN, USER);
        decisions.accounts.user(DOMAIN, USER, "another password");

        assertThat(UserAgent.status(decisions.ask(accepted))).isEqualTo(401);
    }

    private int failedCall(UserAgent caller) {
        String invite = caller.invite();
        return UserAgent.status(decisions.ask(caller.answer(invite, decisions.ask(invite), SHA_256)));
    }

    private String refused(UserAgent caller) {
        String register = caller.register(CONTACT);
        return decisions.ask(caller.answer(register, decisions.ask(register), SHA_256));
    }

    private static void assertStale(String answer) {
        assertThat(UserAgent.status(answer)).isEqualTo(401);
        assertThat(answer).contains("stale=true");
    }

    /** Without what differs by design: nonce, tag, and the request's own branch. */
    private static String neutral(String answer) {
        return answer.replaceAll("nonce=\"[^\"]*\"", "nonce").replaceAll("To: (.*);tag=.*", "To: $1").replaceAll("branch=[^;]*", "branch");
    }
}
