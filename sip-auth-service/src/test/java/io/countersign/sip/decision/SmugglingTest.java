package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.NOTHING;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A header means the same to us in every spelling that RFC 3261 section 7.3 allows, and nothing in any other: what another element on the
 * path might read differently is 400. On a stream such a message is also the last one. Figures are printed.
 */
class SmugglingTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>";
    private static final List<String> ONCE = List.of("To", "From", "Call-ID", "CSeq", "Max-Forwards", "Content-Length");
    /** Also what an inner element might trust: RFC 3325, RFC 3323, RFC 7044, RFC 5806. */
    private static final List<String> NAMES = List.of(
            "To", "From", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "Via", "Contact", "Authorization", "Proxy-Authorization", "Route",
            "Record-Route", "Path", "Require", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Privacy", "History-Info", "Diversion");
    private static final Map<String, String> COMPACT = Map.of("To", "t", "From", "f", "Call-ID", "i", "Content-Length", "l", "Via", "v", "Contact", "m");

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);

    @Test
    void noByteButSpaceAndTabStandsBetweenNameAndColon() {
        int tried = 0;
        for (String name : NAMES) {
            for (int b = 0; b < 256; b++) {
                char odd = (char) b;
                if (odd == ' ' || odd == '\t' || odd == ':' || isToken(odd)) {
                    continue;
                }
                for (String line : List.of(name + odd + ": x", name + " " + odd + " : x", odd + name + ": x", name.charAt(0) + "" + odd + name.substring(1) + ": x")) {
                    assertRefused(verifiedWith(line), odd + " in " + name);
                    tried++;
                }
            }
        }
        System.out.printf("smuggling: %d odd header names tried, 0 read as headers%n", tried);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n : x", "\r\n\t: x", " \r\n : x", "\r: x", "\n: x", "\u000b: x", "\u000c: x", "\u0085: x", "\u00a0: x", "\0: x"})
    void noLineEndOrOtherBlankStandsBeforeTheColon(String behindName) {
        for (String name : NAMES) {
            assertRefused(verifiedWith(name + behindName), name);
        }
    }

    @Test
    void whatMayOccurOnceIsRefusedTwiceInAnySpelling() {
        int tried = 0;
        for (String name : ONCE) {
            String value = value(verifiedWith(CONTACT), name);
            for (String spelling : spellings(name)) {
                for (String line : List.of(spelling + ": " + value, spelling + " \t: " + value, spelling + ":\r\n " + value)) {
                    assertThat(decisions.ask(verifiedWith(line))).as("two %s, one as %s", name, line).startsWith("SIP/2.0 400 Duplicate header\r\n");
                    tried++;
                }
            }
        }
        System.out.printf("smuggling: %d duplicates in odd spellings, all 400%n", tried);
    }

    @Test
    void everySpellingOfAHeaderIsThatHeader() {
        int tried = 0;
        for (String name : List.of("To", "From", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "Via", "Authorization", "Contact")) {
            for (String spelling : spellings(name)) {
                for (String colon : List.of(":", " : ", "\t:", ":\r\n ", " :\r\n\t \r\n ")) {
                    String request = verifiedWith("X: y").replaceFirst("(?m)^" + name + ": ", spelling + colon);
                    assertThat(decisions.ask(request)).as("%s as %s", name, spelling + colon).startsWith("SIP/2.0 200 OK\r\n").contains(";expires=");
                    tried++;
                }
            }
        }
        System.out.printf("smuggling: %d allowed spellings of the headers that decide, all read alike%n", tried);
    }

    /** A bare line end, a second message, or a header in the folded part of a value stays a part of that value. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\n To: <sip:bob@evil.example>", "a\r\n\tAuthorization: Digest x", "a\r\n  \r\n Content-Length: 500"})
    void whatIsFoldedIntoAValueIsNoHeader(String value) {
        assertThat(decisions.ask(verifiedWith("Subject: " + value))).startsWith("SIP/2.0 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nTo: <sip:bob@evil.example>", "a\rTo: <sip:bob@evil.example>", "a\n\nINVITE sip:x SIP/2.0", "a\n To: x"})
    void aBareLineEndIsNoneAndNotAnsweredAsOne(String value) {
        String answer = decisions.ask(verifiedWith("Subject: " + value));

        assertThat(answer).startsWith("SIP/2.0 400 Malformed line end\r\n").doesNotContain("evil");
    }

    @Test
    void nothingOfTheRequestBecomesALineOfTheAnswer() {
        for (String evil : List.of("\r\nEvil: 1", "\nEvil: 1", "\rEvil: 1", "\r\n Evil: 1", "\r\n\r\nEvil: 1")) {
            for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
                String request = userAgent.register(CONTACT).replaceFirst("(?m)^(" + name + ": [^\r]*)", "$1" + evil.replace("\\", "\\\\"));
                String answer = decisions.ask(request);
                assertThat(answer.lines().filter(line -> line.stripLeading().startsWith("Evil"))).as("%s with %s: %s", name, evil, answer).isEmpty();
                assertThat(answer.replace("\r\n", "")).doesNotContain("\r", "\n");
            }
        }
    }

    @Test
    void behindALengthInDoubtAStreamIsNotReadOn() {
        String second = userAgent.register(CONTACT);
        for (String line : List.of("Content-Length\0: 5", "Content-Length \u000b: 5", "l: 5", "content-length: 5", "X\r: 1", "X: a\nContent-Length: 5")) {
            List<String> answers = decisions.stream(HOME, (userAgent.register(CONTACT, line) + second).getBytes(ISO_8859_1));
            assertThat(answers).as(line).hasSize(1).first().asString().startsWith("SIP/2.0 400 ");
        }
        assertThat(decisions.stream(HOME, (userAgent.register(CONTACT) + second).getBytes(ISO_8859_1))).hasSize(2);
    }

    /** Right credentials, so that what is read as a header would be served. */
    private String verifiedWith(String line) {
        String register = userAgent.register(CONTACT, line);
        return userAgent.answer(register, decisions.ask(userAgent.register(CONTACT)), SHA_256);
    }

    private void assertRefused(String request, String what) {
        String answer = decisions.ask(request);
        assertThat(answer.isEmpty() ? NOTHING : answer.substring(0, 12)).as(what).isIn("SIP/2.0 400 ", NOTHING);
        assertThat(decisions.stream(HOME, (request + userAgent.register(CONTACT)).getBytes(ISO_8859_1))).as(what).hasSizeLessThanOrEqualTo(1);
    }

    private static List<String> spellings(String name) {
        List<String> spellings = new ArrayList<>(List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), alternating(name)));
        String compact = COMPACT.get(name);
        if (compact != null) {
            spellings.add(compact);
            spellings.add(compact.toUpperCase(Locale.ROOT));
        }
        return spellings;
    }

    private static String alternating(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            text.append(i % 2 == 0 ? Character.toLowerCase(name.charAt(i)) : Character.toUpperCase(name.charAt(i)));
        }
        return text.toString();
    }

    private static String value(String request, String name) {
        return request.replaceFirst("(?s).*\r\n" + name + ": ([^\r]*)\r\n.*", "$1");
    }

    private static boolean isToken(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-.!%*_+`'~".indexOf(c) >= 0);
    }
}
