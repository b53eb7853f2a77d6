package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 4475 and RFC 5118 ask in the messages that are not among the test resources: the lines that matter, rebuilt from their
 * description, not bit-exact.
 */
class RebuiltTortureTest {
    static Stream<Arguments> messages() {
        return Stream.of(
                arguments("4475 3.1.1.5 esc02", request("RE%47IST%45R", "sip:registrar.example.com").replacing("To", "\"%Z%45\" <sip:r@example.com>"), Defect.NONE),
                arguments("4475 3.1.1.8 dblreq", request("REGISTER", "sip:example.com").body(request("INVITE", "sip:j@example.com").toString()), Defect.NONE),
                arguments("4475 3.1.1.11 mpart01", request("MESSAGE", "sip:a@example.com").without("Content-Length").body("\u0000\r\n\u00ff"), Defect.NONE),
                arguments("4475 3.1.2.3 ncl", request("INVITE", "sip:u@example.com").replacing("Content-Length", "-999"), Defect.CONTENT_LENGTH),
                arguments("4475 3.1.2.6 quotbal", request("INVITE", "sip:u@example.com").replacing("To", "\"Mr. J. User <sip:j@example.com>"), Defect.TO),
                arguments("4475 3.1.2.8 lwsruri", request("INVITE", "sip:user@example.com; lr"), Defect.START_LINE),
                arguments("4475 3.1.2.11 escruri", request("INVITE", "sip:user@example.com?Route=%3Csip:example.com%3E"), Defect.NONE),
                arguments("4475 3.1.2.14 badaspec", request("OPTIONS", "sip:u@example.org").replacing("To", "\"Watson\" < sip:t@example.org >"), Defect.TO),
                arguments("4475 3.1.2.16 badvers", request("OPTIONS", "sip:u@example.org").startLine("OPTIONS sip:u@example.org SIP/7.0")
                        .replacing("Via", "SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw"), Defect.NONE),
                arguments("4475 3.1.2.18 mismatch02", request("NEWMETHOD", "sip:u@example.com").replacing("CSeq", "8 INVITE"), Defect.CSEQ_METHOD),
                arguments("4475 3.2.1 badbranch", request("OPTIONS", "sip:u@example.com").replacing("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"), Defect.NONE),
                arguments("4475 3.3.1 insuf", request("INVITE", "sip:u@example.com").without("To").without("From").without("Call-ID"), Defect.MISSING_FROM),
                arguments("4475 3.3.3 novelsc", request("OPTIONS", "soap.beep://192.0.2.103:3002"), Defect.NONE),
                arguments("4475 3.3.4 unksm2", request("REGISTER", "sip:example.com").replacing("To", "<isbn:2983792873>")
                        .replacing("From", "<http://www.example.com>;tag=3234233").replacing("Contact", "<name:John_Smith>"), Defect.NONE),
                arguments("4475 3.3.5 bext01", request("OPTIONS", "sip:u@example.com").with("Proxy-Require", "nothingSupportsThis, nothingElse"), Defect.NONE),
                arguments("4475 3.3.8 multi01", request("INVITE", "sip:u@example.com").with("CSeq", "59 INVITE").with("Call-ID", "b"), Defect.DUPLICATE_HEADER),
                arguments("4475 3.3.11 zeromf", request("OPTIONS", "sip:u@example.com").replacing("Max-Forwards", "0"), Defect.NONE),
                arguments("4475 3.3.14 regescrt", request("REGISTER", "sip:example.com").replacing("Contact", "<sip:u@example.com?Route=%3Csip:a%3E>"), Defect.NONE),
                arguments("4475 3.4.1 inv2543", request("INVITE", "sip:UserB@example.com").without("Max-Forwards").replacing("Via", "SIP/2.0/UDP iftgw.example.com")
                        .replacing("From", "<sip:+13035551111@ift.client.example.net;user=phone>")
                        .replacing("To", "sip:+16505552222@ss1.example.net;user=phone"), Defect.NONE),
                arguments("5118 4.1", request("REGISTER", "sip:[2001:db8::10]").replacing("Via", "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111"), Defect.NONE),
                arguments("5118 4.2", request("REGISTER", "sip:2001:db8::10"), Defect.REQUEST_URI),
                arguments("5118 4.3", request("REGISTER", "sip:[2001:db8::10:5070]"), Defect.NONE),
                arguments("5118 4.4", request("REGISTER", "sip:[2001:db8::10]:5070"), Defect.NONE),
                arguments("5118 4.5, brackets", request("BYE", "sip:[2001:db8::10]").replacing("Via", "SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9"), Defect.NONE),
                arguments("5118 4.5, none", request("BYE", "sip:[2001:db8::10]").replacing("Via", "SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9"), Defect.NONE),
                arguments("5118 4.9", request("INVITE", "sip:u@example.com").replacing("Contact", "<sip:caller@[::ffff:192.0.2.10]>")
                        .replacing("Via", "SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19"), Defect.NONE),
                arguments("5118 4.10", request("OPTIONS", "sip:user@[2001:db8:::192.0.2.1]"), Defect.NONE));
    }

    private static RequestText request(String method, String uri) {
        return RequestText.register().startLine(method + " " + uri + " SIP/2.0").replacing("CSeq", "8 " + method);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void isOfItsClass(String section, RequestText text, Defect defect) {
        SipMessage message = text.parsed();

        assertThat(message.defect()).as(section).isEqualTo(defect);
        assertThat(message.isAnswerable()).as(section).isTrue();
    }

    @Test
    void theFirstOfTwoRequestsInADatagramIsTheMessage() {
        SipMessage message = request("REGISTER", "sip:example.com").body("INVITE sip:j@example.com SIP/2.0\r\n").parsed();

        assertThat(message.method()).isEqualTo(Method.REGISTER);
        assertThat(message.body().isEmpty()).isTrue();
    }

    @Test
    void anEscapedMethodIsNotItsUnescapedOne() {
        assertThat(request("RE%47IST%45R", "sip:registrar.example.com").parsed().method()).isEqualTo(Method.OTHER);
    }

    @Test
    void aPortInsideTheBracketsIsPartOfTheAddress() {
        SipUri inside = request("REGISTER", "sip:[2001:db8::10:5070]").parsed().requestUri();
        assertThat(inside.port()).isZero();
        assertThat(inside.host().text()).isEqualTo("[2001:db8::10:5070]");

        SipUri outside = request("REGISTER", "sip:[2001:db8::10]:5070").parsed().requestUri();
        assertThat(outside.port()).isEqualTo(5070);
        assertThat(outside.host().text()).isEqualTo("[2001:db8::10]");
    }

    /** PROTOS-style: one part of a good request at a time replaced by what breaks parsers; the answer is a message or silence. */
    @Test
    void anomaliesInEveryHeaderGiveAMessage() {
        String[] names = {"Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact", "User-Agent", "Content-Length"};
        int tried = 0;
        for (String name : names) {
            for (String anomaly : anomalies()) {
                for (RequestText text : new RequestText[] {
                    RequestText.register().replacing(name, anomaly),
                    RequestText.register().without(name).withLine(name + anomaly),
                    RequestText.register().withLine(anomaly + name + ": 1")}) {
                    SipMessage message = RequestText.parse(text.toString().getBytes(ISO_8859_1));
                    assertThat(message.defect()).isNotNull();
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(500);
        assertThat(RequestText.register().parsed().isWellFormed()).isTrue();
    }

    private static String[] anomalies() {
        Stream.Builder<String> anomalies = Stream.builder();
        for (int size = 256; size <= 65_536; size *= 4) {
            for (char c : new char[] {'a', ' ', '<', '"', '\\', ';', ',', '9', '\0', '\u00ff'}) {
                anomalies.add(String.valueOf(c).repeat(size));
            }
        }
        return Stream.concat(anomalies.build(),
                Stream.of("", "%s%n%x", "\u00c3(", "\u00f0(\u008c\u00bc", "\r", "\n", "\r\n\r\n", "-1", "4294967296", "1e9", "*", "<>", ":", "=")).toArray(String[]::new);
    }
}
