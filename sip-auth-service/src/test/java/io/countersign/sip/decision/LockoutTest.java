package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.ELSEWHERE;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.NOTHING;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static io.countersign.sip.decision.UserAgent.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.lockout.Lockout;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import io.countersign.sip.transport.SipHandler.Disposition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lock-outs and the bucket of unauthenticated answers, seen from outside. */
class LockoutTest {
    private static final InetSocketAddress ATTACKER = new InetSocketAddress("203.0.113.66", 5060);
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent alice = new UserAgent(DOMAIN, USER, PASSWORD);

    @Test
    void theTenthFailureLocksOutAndARightPasswordDoesNotPassThen() {
        fail(9, USER, ATTACKER);
        assertThat(status(register(USER, PASSWORD + "x", ATTACKER))).isEqualTo(401); // the tenth is answered

        assertThat(register(USER, PASSWORD, ATTACKER)).isEqualTo(NOTHING);
        assertThat(decisions.ask(alice.register(CONTACT), ATTACKER)).isEqualTo(NOTHING); // would be challenged
        assertThat(decisions.counts.of(FailureReason.LOCKED_OUT)).isPositive();
        assertThat(decisions.lockouts).singleElement().satisfies(lockout -> {
            assertThat(lockout.key()).isEqualTo(DOMAIN + "\0" + USER + "\0" + "203.0.113.66");
            assertThat(lockout.reason()).isEqualTo("wrong_password");
            assertThat(lockout.counted()).isEqualTo(10);
            assertThat(lockout.trunkId()).contains("trunk_abc");
        });
    }

    @Test
    void noDigestIsComputedForWhoIsLockedOut() {
        fail(10, USER, ATTACKER);
        long wrong = decisions.counts.of(FailureReason.WRONG_PASSWORD);
        String answered = alice.answer(alice.register(CONTACT), "N".repeat(52), DigestAlgorithm.MD5, 1);

        assertThat(decisions.ask(answered, ATTACKER)).isEqualTo(NOTHING);

        assertThat(decisions.counts.of(FailureReason.WRONG_PASSWORD)).isEqualTo(wrong);
        assertThat(decisions.counts.of(FailureReason.MALFORMED_CREDENTIALS)).isZero();
    }

    @Test
    void whoComesFromElsewhereNeverNotices() {
        for (int i = 0; i < 30; i++) {
            register(USER, "guess " + i, ATTACKER);
            assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200);
        }

        assertThat(decisions.lockouts).hasSize(1);
    }

    @Test
    void anotherUsernameFromTheSameSourceIsStillServed() {
        fail(10, USER, ATTACKER);
        decisions.accounts.user(DOMAIN, "bob", PASSWORD);

        assertThat(register(USER, PASSWORD, ATTACKER)).isEqualTo(NOTHING);
        assertThat(status(register("bob", PASSWORD, ATTACKER))).isEqualTo(200);
    }

    @Test
    void whoHasSucceededFromThereInTheLastDayIsNeverLockedOut() {
        assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200);
        decisions.pass(Duration.ofHours(23));

        fail(50, USER, HOME);

        assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200);
        assertThat(decisions.lockouts).isEmpty();
        decisions.pass(Duration.ofHours(25));
        fail(10, USER, HOME);
        assertThat(decisions.lockouts).hasSize(1);
    }

    @Test
    void aCustomerWhoSharesHisAddressWithAnAttackerGoesOn() {
        assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200);
        IntStream.range(0, 20).forEach(i -> register("user" + i, "guess", HOME));
        assertThat(decisions.lockouts).singleElement().satisfies(lockout -> assertThat(lockout.attempt()).isEmpty());

        assertThat(register("bob", "guess", HOME)).isEqualTo(NOTHING);
        assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200); // challenged, too
    }

    @Test
    void twentyUsernamesLockTheSourceOutWhateverItTriesThen() {
        decisions.accounts.user(DOMAIN, "bob", PASSWORD);
        IntStream.range(0, 19).forEach(i -> register("user" + i, "guess", ATTACKER));
        assertThat(decisions.lockouts).isEmpty();

        register("user19", "guess", ATTACKER);

        assertThat(decisions.lockouts).singleElement().satisfies(lockout -> {
            assertThat(lockout.key()).isEqualTo("_source\0\0" + "203.0.113.66");
            assertThat(lockout.counted()).isEqualTo(20);
            assertThat(lockout.accountId()).isEmpty();
        });
        assertThat(register("bob", PASSWORD, ATTACKER)).isEqualTo(NOTHING);
        assertThat(decisions.ask(alice.invite(), ATTACKER)).isEqualTo(NOTHING);
        assertThat(status(decisions.ask(alice.request("OPTIONS", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">"), ATTACKER))).isEqualTo(200);
    }

    @Test
    void oneUsernameManyTimesIsNotManyUsernames() {
        decisions.accounts.user(DOMAIN, "bob", PASSWORD);
        fail(10, USER, ATTACKER);
        IntStream.range(0, 30).forEach(i -> register(USER, "guess", ATTACKER));

        assertThat(status(register("bob", PASSWORD, ATTACKER))).isEqualTo(200);
    }

    @Test
    void aSourceOfIpv6IsItsNetworkOf56Bits() {
        IntStream.range(0, 10).forEach(i ->
                register(USER, "guess", new InetSocketAddress("2001:db8:0:1200:" + i + "::1", 5060)));

        assertThat(decisions.lockouts).singleElement().satisfies(lockout ->
                assertThat(lockout.key()).endsWith("\0002001:db8:0:1200::/56"));
        assertThat(register(USER, PASSWORD, new InetSocketAddress("2001:db8:0:12ff::9", 5060))).isEqualTo(NOTHING);
        assertThat(status(register(USER, PASSWORD, new InetSocketAddress("2001:db8:0:1300::9", 5060)))).isEqualTo(200);
    }

    @Test
    void onlyFailuresWithANonceThatWasSentToThatSourceCount() {
        String nonce = UserAgent.nonce(decisions.ask(alice.register(CONTACT), HOME)); // the forged source never saw it
        UserAgent forger = new UserAgent(DOMAIN, USER, "guess");

        for (int i = 0; i < 50; i++) {
            decisions.ask(forger.answer(forger.register(CONTACT), nonce, DigestAlgorithm.MD5, 1), ELSEWHERE);
            decisions.ask(forger.answer(forger.register(CONTACT), "N".repeat(52), DigestAlgorithm.MD5, 1), ELSEWHERE);
            decisions.ask(forger.register(CONTACT), ELSEWHERE); // no failure
        }

        assertThat(decisions.lockouts).isEmpty();
        assertThat(status(register(USER, PASSWORD, ELSEWHERE))).isEqualTo(200);
    }

    @Test
    void eachLockOutLastsTwiceAsLongAsTheLastUpToAnHourUntilADayHasPassed() {
        long[] minutes = {5, 10, 20, 40, 60, 60};
        for (long expected : minutes) {
            fail(10, USER, ATTACKER);
            Lockout lockout = decisions.lockouts.getLast();
            assertThat(Duration.ofSeconds(lockout.untilSecond() - lockout.sinceSecond())).isEqualTo(Duration.ofMinutes(expected));
            decisions.pass(Duration.ofMinutes(expected).minusSeconds(1));
            assertThat(register(USER, PASSWORD + "x", ATTACKER)).isEqualTo(NOTHING);
            decisions.pass(Duration.ofSeconds(1));
        }

        decisions.pass(Duration.ofDays(1));
        fail(10, USER, ATTACKER);

        assertThat(decisions.lockouts.getLast().round()).isEqualTo(1);
    }

    @Test
    void failuresCountWithinAnyMinute() {
        fail(5, USER, ATTACKER);
        decisions.pass(Duration.ofSeconds(59));
        fail(4, USER, ATTACKER);
        decisions.pass(Duration.ofSeconds(1)); // the first five are out of the window
        fail(5, USER, ATTACKER);
        assertThat(decisions.lockouts).isEmpty();

        fail(1, USER, ATTACKER);

        assertThat(decisions.lockouts).hasSize(1);
    }

    @Test
    void aConnectionIsClosedUnlessSomebodyHasAuthenticatedOnIt() {
        decisions.accounts.user(DOMAIN, "bob", PASSWORD);
        IntStream.range(0, 20).forEach(i -> register("user" + i, "guess", HOME));
        byte[] guess = alice.register(CONTACT).getBytes(ISO_8859_1);

        assertThat(decisions.judge(guess, HOME, new Source(Transport.TCP, 1))).isEqualTo(Disposition.CLOSE);

        DecisionFixture others = new DecisionFixture();
        others.accounts.user(DOMAIN, "bob", PASSWORD);
        Source connection = new Source(Transport.TCP, 2);
        assertThat(status(register(others, "bob", PASSWORD, HOME, connection))).isEqualTo(200);
        IntStream.range(0, 20).forEach(i -> register(others, "user" + i, "guess", HOME, connection));
        assertThat(others.judge(guess, HOME, connection)).isEqualTo(Disposition.DROP);
    }

    @Test
    void namesThatNoCredentialCanHaveAreOneAndBringNothingStrangeIntoAKey() {
        fail(10, "a b\u00fc;<script>", ATTACKER);

        assertThat(decisions.lockouts).singleElement().satisfies(lockout ->
                assertThat(lockout.key()).isEqualTo(DOMAIN + "\0\0" + "203.0.113.66"));
        assertThat(register("x y", "guess", ATTACKER)).isEqualTo(NOTHING);
        assertThat(status(register(USER, PASSWORD, ATTACKER))).isEqualTo(200);
    }

    @Test
    void aStrangerIsAnsweredTwentyTimesASecondAndMoreOnceSomebodyAuthenticatedThere() {
        decisions.answering(20);
        assertThat(Stream.generate(() -> decisions.ask(alice.register(CONTACT), HOME)).limit(100).filter(this::isAnswer)).hasSize(20);
        decisions.pass(Duration.ofMillis(100));
        assertThat(Stream.generate(() -> decisions.ask(alice.register(CONTACT), HOME)).limit(100).filter(this::isAnswer)).hasSize(2);
        assertThat(status(decisions.ask(alice.register(CONTACT), ELSEWHERE))).isEqualTo(401);
        decisions.pass(Duration.ofSeconds(1));

        assertThat(status(register(USER, PASSWORD, HOME))).isEqualTo(200);
        decisions.pass(Duration.ofSeconds(1));

        assertThat(Stream.generate(() -> decisions.ask(alice.register(CONTACT), HOME)).limit(500).filter(this::isAnswer)).hasSize(200);
        assertThat(decisions.sources.answers().withheld()).isEqualTo(80 + 98 + 300);
    }

    @Test
    void whoHasTheRightPasswordIsAnsweredWhateverTheBucketHolds() {
        decisions.answering(20);
        String nonce = UserAgent.nonce(decisions.ask(alice.register(CONTACT), HOME));
        Stream.generate(() -> decisions.ask(alice.register(CONTACT), HOME)).limit(100).forEach(answer -> {});

        assertThat(status(decisions.ask(alice.answer(alice.register(CONTACT), nonce, DigestAlgorithm.MD5, 1), HOME))).isEqualTo(200);
    }

    private boolean isAnswer(String answer) {
        return !answer.equals(NOTHING);
    }

    private void fail(int times, String username, InetSocketAddress from) {
        IntStream.range(0, times).forEach(i -> register(username, "guess", from));
    }

    /** A challenge, if one is got, and its answer. */
    private String register(String username, String password, InetSocketAddress from) {
        return register(decisions, username, password, from, new Source(Transport.UDP, 0));
    }

    private static String register(DecisionFixture decisions, String username, String password, InetSocketAddress from, Source source) {
        UserAgent userAgent = new UserAgent(DOMAIN, username, password);
        String register = userAgent.register(CONTACT).replace("sip:" + username + "@" + DOMAIN + ">", "sip:" + escaped(username) + "@" + DOMAIN + ">");
        String challenge = decisions.ask(register.getBytes(ISO_8859_1), from, source);
        return challenge.equals(NOTHING)
                ? NOTHING
                : decisions.ask(userAgent.answer(register, challenge, DigestAlgorithm.SHA_256).getBytes(ISO_8859_1), from, source);
    }

    private static String escaped(String username) {
        return username.replaceAll("[^A-Za-z0-9]", "%20");
    }
}
