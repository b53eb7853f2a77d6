package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.BASE;
import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.ELSEWHERE;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.NOTHING;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** docs/reference/sip.md, Order in which a message is judged, and Abuse. */
class RequestDecisionTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.com SIP/2.0  | example.com SIP/3.0 | 505
            Max-Forwards: 70     | Max-Forwards: 0     | 483
            User-Agent: Test/1.0 | Require: gruu, path | 420
            User-Agent: Test/1.0 | Proxy-Require: sec  | 420
            User-Agent: Test/1.0 | Require: path       | 401
            User-Agent: Test/1.0 | Require: path,      | 400
            To: <sip:alice       | To: <sip:al ice     | 400
            """)
    void aProxysValidationComesBeforeAnyChallenge(String part, String other, int status) {
        String register = userAgent.register(CONTACT).replaceFirst(part.strip(), other.strip());

        assertThat(UserAgent.status(decisions.ask(register))).isEqualTo(status);
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        String register = userAgent.register("Require: path, gruu", "Proxy-Require: sec-agree");

        assertThat(decisions.ask(register)).contains("Unsupported: gruu, sec-agree\r\n");
    }

    /** A phone behind a NAT is reached there only; a trunk that doesn't exist looks like one that does. */
    @ParameterizedTest
    @ValueSource(strings = {DOMAIN, "nobody." + BASE})
    void anAnswerForATrunkGoesToTheSourcePortAsIfViaHadRport(String host) {
        String register = userAgent.register(CONTACT).replace(DOMAIN, host).replace(";rport", "").replaceFirst("192.0.2.10:5062", "10.0.0.7:5070");
        String bye = userAgent.request("BYE", "sip:x@" + host, "<sip:x@" + host + ">;tag=1").replace(";rport", "");

        assertThat(decisions.ask(register)).contains("401 ", "Via: SIP/2.0/UDP 10.0.0.7:5070;received=192.0.2.10;rport=5062;branch=");
        assertThat(decisions.ask(bye)).contains("481 ", ";received=192.0.2.10;rport=5062;");
    }

    @Test
    void anAnswerForNoTrunkGoesWhereViaAsks() {
        String register = userAgent.register(CONTACT).replace(DOMAIN, BASE).replace(";rport", "").replaceFirst("192.0.2.10:5062", "10.0.0.7:5070");

        assertThat(decisions.ask(register)).contains("401 ", "Via: SIP/2.0/UDP 10.0.0.7:5070;received=192.0.2.10;branch=");
    }

    @Test
    void anAckIsNeverAnswered() {
        String invite = userAgent.invite();
        String challenge = decisions.ask(invite);
        String tag = challenge.replaceAll("(?s).*\r\nTo: [^\r]*(;tag=[^\r]*)\r\n.*", "$1");
        String ack = invite.replaceFirst("INVITE sip", "ACK sip").replaceFirst("1 INVITE", "1 ACK");

        assertThat(decisions.ask(ack.replaceFirst("(To: [^\r]*)", "$1" + tag))).isEqualTo(NOTHING);
        assertThat(decisions.counts.of(Outcome.ACKNOWLEDGED)).isEqualTo(1);
        assertThat(decisions.ask(ack.replaceFirst("(To: [^\r]*)", "$1;tag=other"))).isEqualTo(NOTHING);
        assertThat(decisions.counts.of(Outcome.STRAY)).isEqualTo(1);
    }

    @Test
    void aCancelOrADialogThatNobodyKnowsGets481() {
        assertThat(UserAgent.status(decisions.ask(userAgent.request("CANCEL", "sip:x@" + DOMAIN, "<sip:x@" + DOMAIN + ">")))).isEqualTo(481);
        assertThat(UserAgent.status(decisions.ask(userAgent.request("BYE", "sip:x@" + DOMAIN, "<sip:x@" + DOMAIN + ">;tag=1")))).isEqualTo(481);
    }

    @Test
    void aPingIsAnsweredAndAnOptionsWithCredentialsIsVerified() {
        String options = userAgent.request("OPTIONS", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">");
        assertThat(UserAgent.status(decisions.ask(options))).isEqualTo(200);

        assertThat(UserAgent.status(decisions.ask(userAgent.answer(options, "nonsense", SHA_256, 1)))).isEqualTo(407);
        assertThat(UserAgent.status(decisions.ask(userAgent.answer(options, decisions.ask(userAgent.invite()), SHA_256)))).isEqualTo(200);
    }

    @Test
    void nothingIsJudgedBeforeTheTableIsLoaded() {
        decisions.accounts.notReady();

        assertThat(decisions.ask(userAgent.register(CONTACT))).startsWith("SIP/2.0 503 ").contains("Retry-After: 5\r\n");
        assertThat(decisions.counts.of(FailureReason.NOT_READY)).isEqualTo(1);
        assertThat(decisions.failures).isEmpty();
    }

    @Test
    void theLogOfDecisionsHasIdsAndNoWordOfTheSenders() {
        Logger logger = (Logger) LoggerFactory.getLogger(DecisionLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
        try {
            String register = userAgent.register(CONTACT);
            decisions.ask(userAgent.answer(register, decisions.ask(register), SHA_256));
            decisions.ask("nonsense");
        } finally {
            logger.setLevel(null);
            logger.detachAppender(lines);
        }

        List<String> texts = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(texts).hasSize(3);
        assertThat(texts.get(0)).startsWith("sip.decided outcome=challenged reason= method=REGISTER transport=UDP source=192.0.2.10 trunk=trunk");
        assertThat(texts.get(1)).startsWith("sip.decided outcome=accepted reason= method=REGISTER").matches(".* credential=\\S+");
        assertThat(texts.get(2)).startsWith("sip.decided outcome=refused reason=malformed method= ");
        assertThat(texts.stream().map(text -> text.replaceFirst("credential=.*", "")))
                .noneMatch(text -> text.contains(USER) || text.contains("sip:") || text.contains("nonce"));
    }

    @Test
    void underOverloadOnlyThoseWhoAreKnownAreJudged() {
        String register = userAgent.register(CONTACT);
        String accepted = userAgent.answer(register, decisions.ask(register), SHA_256);
        assertThat(UserAgent.status(decisions.ask(accepted))).isEqualTo(200);

        assertThat(UserAgent.status(askUnderOverload(userAgent.register(CONTACT), HOME))).as("a refresh").isEqualTo(401);
        assertThat(UserAgent.status(askUnderOverload(userAgent.request("BYE", "sip:x@" + DOMAIN, "<sip:x@" + DOMAIN + ">;tag=1"), ELSEWHERE)))
                .as("in a dialog").isEqualTo(481);
        assertThat(askUnderOverload(userAgent.register(CONTACT), ELSEWHERE)).startsWith("SIP/2.0 503 ").contains("Retry-After: 5\r\n");
        assertThat(decisions.counts.of(FailureReason.OVERLOAD)).isEqualTo(1);
        assertThat(UserAgent.status(decisions.ask(userAgent.register(CONTACT), ELSEWHERE))).as("afterwards").isEqualTo(401);
    }

    private String askUnderOverload(String request, InetSocketAddress from) {
        Source source = new Source(Transport.UDP, 0);
        source.setOverloaded(true);
        return decisions.ask(request.getBytes(ISO_8859_1), from, source);
    }

    @Test
    void aRepeatIsAnsweredAsBeforeWithTheBindingsAsTheyAre() {
        String register = userAgent.register(CONTACT);
        String accepted = userAgent.answer(register, decisions.ask(register), SHA_256);
        String first = decisions.ask(accepted);

        decisions.pass(Duration.ofSeconds(2));
        String second = decisions.ask(accepted);

        assertThat(second).isEqualTo(first.replace("expires=300", "expires=298"));
        assertThat(decisions.counts.of(Outcome.REPEATED)).isEqualTo(1);
        assertThat(decisions.failures).isEmpty();
        decisions.pass(Duration.ofSeconds(31));
        assertThat(decisions.ask(accepted)).contains("stale=true");
    }

    @Test
    void aRepeatedInviteIsAnsweredAsBefore() {
        String invite = userAgent.invite();
        String accepted = userAgent.answer(invite, decisions.ask(invite), SHA_256);

        assertThat(decisions.ask(accepted)).isEqualTo(decisions.ask(accepted)).startsWith("SIP/2.0 404 No route");
        assertThat(decisions.counts.of(Outcome.ACCEPTED)).isEqualTo(1);
    }

    /** Whatever it was: its nonce count is used, so a repeat would look like a replay. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPTIONS  | alice | Expires: 300                     | 200
            MESSAGE  | alice | Expires: 300                     | 405
            REGISTER | alice | Contact: <sip:a@b>;expires=59    | 423
            REGISTER | alice | Contact: *                       | 400
            REGISTER | bob   | Contact: <sip:a@b>               | 403
            """)
    void aRepeatOfAnyVerifiedRequestIsAnsweredAsBefore(String method, String to, String header, int status) {
        String request = userAgent.request(method, "sip:" + DOMAIN, "<sip:" + to + "@" + DOMAIN + ">", header);
        String challenge = decisions.ask(method.equals("OPTIONS") ? userAgent.invite() : request);
        String verified = userAgent.answer(request, challenge, SHA_256);
        String first = decisions.ask(verified);
        int failures = decisions.failures.size();

        assertThat(UserAgent.status(first)).isEqualTo(status);
        assertThat(decisions.ask(verified)).isEqualTo(first);
        assertThat(decisions.counts.of(Outcome.REPEATED)).isEqualTo(1);
        assertThat(decisions.failures).hasSize(failures);
        assertThat(decisions.counts.of(FailureReason.REPLAYED_NONCE)).isZero();
    }

    @Test
    void aRepeatOfARegisterOutOfOrderIsStillOutOfOrder() {
        String older = userAgent.register(CONTACT + ";expires=0");
        String newer = userAgent.register(CONTACT);
        decisions.ask(userAgent.answer(newer, decisions.ask(newer), SHA_256));
        String late = userAgent.answer(older, decisions.ask(older), SHA_256).replaceFirst("CSeq: \\d+", "CSeq: 1");

        assertThat(decisions.ask(late)).startsWith("SIP/2.0 500 Older CSeq").isEqualTo(decisions.ask(late));
        assertThat(decisions.counts.of(Outcome.REPEATED)).isEqualTo(1);
    }

    @Test
    void whoIsVerifiedOnAConnectionIsAStrangerNoMore() {
        Source source = new Source(Transport.TCP, DecisionFixture.CONNECTION);
        String invite = userAgent.invite();
        String challenge = decisions.ask(invite.getBytes(ISO_8859_1), HOME, source);
        assertThat(source.hold()).isZero();

        decisions.ask(userAgent.answer(invite, challenge, SHA_256).getBytes(ISO_8859_1), HOME, source);

        assertThat(source.hold()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aCallDoesNotShortenTheTimeOfARegistration() {
        Source source = new Source(Transport.TCP, DecisionFixture.CONNECTION);
        String register = userAgent.register(CONTACT);
        decisions.ask(userAgent.answer(register, decisions.ask(register), SHA_256).getBytes(ISO_8859_1), HOME, source);
        String invite = userAgent.invite();

        decisions.ask(userAgent.answer(invite, decisions.ask(invite), SHA_256).getBytes(ISO_8859_1), HOME, source);

        assertThat(source.hold()).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void aConnectionThatIsClosedEndsItsBindings() {
        String register = userAgent.register(CONTACT);
        byte[] verified = userAgent.answer(register, decisions.ask(register), SHA_256).getBytes(ISO_8859_1);
        decisions.ask(verified, HOME, Transport.TCP);
        assertThat(decisions.registrar.size()).isEqualTo(1);

        decisions.close(DecisionFixture.CONNECTION);

        assertThat(decisions.registrar.size()).isZero();
    }

    @Test
    void theSameCredentialsFromAnotherPortAreNoRepeat() {
        String register = userAgent.register(CONTACT);
        String accepted = userAgent.answer(register, decisions.ask(register), SHA_256);
        decisions.ask(accepted);

        assertThat(decisions.ask(accepted, new InetSocketAddress("192.0.2.10", 5063))).contains("stale=true");
    }

    @Test
    void anAnswerStaysInProportionToItsRequest() {
        String small = "OPTIONS sip:a SIP/2.0\r\nv:SIP/2.0/UDP a\r\nf:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 OPTIONS\r\n\r\n";
        String register = "REGISTER sip:a SIP/2.0\r\nv:SIP/2.0/UDP a\r\nf:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 REGISTER\r\n";

        for (int padding = 0; padding < 600; padding += 10) {
            String padded = register + "p:" + "x".repeat(padding) + "\r\n\r\n";
            String answer = decisions.ask(padded);
            int challenges = answer.isEmpty() ? 0 : UserAgent.algorithms(answer).size();
            assertThat(answer.length()).isLessThanOrEqualTo((int) (padded.length() * (challenges == 2 ? 2.6 : 2.0)));
        }
        assertThat(decisions.ask(small).length()).isLessThanOrEqualTo(2 * small.length());
        assertThat(decisions.counts.amplifying()).isPositive();
        assertThat(decisions.counts.reducedChallenges()).isPositive();
        assertThat(decisions.counts.of(Outcome.CHALLENGED)).isEqualTo(60);
    }

    @Test
    void aReducedChallengeIsMd5() {
        String register = "REGISTER sip:a SIP/2.0\r\nv:SIP/2.0/UDP a\r\nf:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 REGISTER\r\n";
        String answer = NOTHING;
        for (int padding = 0; answer.isEmpty(); padding++) {
            answer = decisions.ask(register + "p:" + "x".repeat(padding) + "\r\n\r\n");
        }

        assertThat(UserAgent.algorithms(answer)).containsExactly("MD5");
    }

    @Test
    void overTcpNothingIsCut() {
        String register = "REGISTER sip:a SIP/2.0\r\nv:SIP/2.0/TCP a\r\nf:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 REGISTER\r\nl:0\r\n\r\n";

        assertThat(UserAgent.algorithms(decisions.ask(register.getBytes(ISO_8859_1), HOME, Transport.TCP))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n\r\n", "x", "REGISTER", "SIP/2.0 200 OK\r\n\r\n", "REGISTER sip:a SIP/2.0\r\n\r\n"})
    void whatCannotBeAnsweredIsDropped(String garbage) {
        assertThat(decisions.ask(garbage)).isEqualTo(NOTHING);
    }
}
