package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.GeneratedRequest;
import io.countersign.sip.message.Transport;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/**
 * Whoever forges a source gets little out of us: one datagram at most for one (a handler writes one answer), and at most 2.0 times its
 * bytes, 2.6 times with two challenges. Figures are printed.
 */
class AmplificationTest {
    private static final double MOST_WITH_ONE = 2.0;
    private static final double MOST_WITH_TWO = 2.6;
    /** Per cent of the requests: a node that says nothing amplifies nothing. The longest answers to the shortest requests are withheld. */
    private static final double LEAST_ANSWERED = 80;

    private static final Pattern CHALLENGE = Pattern.compile("(?m)^(WWW|Proxy)-Authenticate: ");

    private static final DecisionFixture DECISIONS = new DecisionFixture();
    private static int asked;
    private static int answered;
    private static double largestWithOne;
    private static double largestWithTwo;

    @Property(tries = 3_000)
    void anyRequestGetsInProportion(@ForAll("requests") GeneratedRequest request) {
        mostAreAnswered(ask(request.bytes()));
    }

    /** As short as a request can be, and what makes its answer long: every Via and To is repeated. */
    @Property(tries = 1_000)
    void aShortRequestGetsInProportion(
            @ForAll @IntRange(max = 400) int padding, @ForAll @IntRange(min = 1, max = 20) int vias, @ForAll @IntRange(max = 3) int form) {
        String method = form < 2 ? "REGISTER" : form == 2 ? "INVITE" : "OPTIONS";
        String host = form % 2 == 0 ? "a" : DOMAIN;
        mostAreAnswered(ask((method + " sip:" + host + " SIP/2.0\r\n" + "v:SIP/2.0/UDP a;rport\r\n".repeat(vias) + "f:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 "
                        + method + "\r\np:" + "x".repeat(padding) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
    }

    @Provide
    Arbitrary<GeneratedRequest> requests() {
        return Arbitraries.randomValue(GeneratedRequest::new);
    }

    private static void mostAreAnswered(String answer) {
        Statistics.label("answered").collect(!answer.isEmpty()).coverage(answered -> answered.check(true).percentage(share -> share >= LEAST_ANSWERED));
    }

    private static String ask(byte[] request) {
        String answer = DECISIONS.ask(request, HOME, Transport.UDP);
        double factor = (double) answer.length() / request.length;
        asked++;
        answered += answer.isEmpty() ? 0 : 1;
        if (CHALLENGE.matcher(answer).results().count() == 2) {
            largestWithTwo = Math.max(largestWithTwo, factor);
            assertThat(factor).isLessThanOrEqualTo(MOST_WITH_TWO);
        } else {
            largestWithOne = Math.max(largestWithOne, factor);
            assertThat(factor).isLessThanOrEqualTo(MOST_WITH_ONE);
        }
        DECISIONS.failures.clear();
        return answer;
    }

    @AfterContainer
    static void report() {
        System.out.printf("amplification: %d requests, %d answers, at most %.2f times the bytes with one challenge or none, %.2f with two%n",
                asked, answered, largestWithOne, largestWithTwo);
    }
}
