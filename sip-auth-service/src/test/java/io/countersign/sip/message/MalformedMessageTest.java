package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedMessageTest {
    private static final String START = "REGISTER sip:trunk-abc.sip.example.com SIP/2.0";

    private static RequestText good() {
        return RequestText.register();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("two spaces", good().startLine("REGISTER  sip:a.example.com SIP/2.0"), Defect.START_LINE),
                arguments("a space behind", good().startLine(START + " "), Defect.START_LINE),
                arguments("no version", good().startLine("REGISTER sip:a.example.com"), Defect.START_LINE),
                arguments("half a version", good().startLine("REGISTER sip:a.example.com SIP/2"), Defect.START_LINE),
                arguments("another protocol", good().startLine("GET / HTTP/1.1"), Defect.START_LINE),
                arguments("a method that is no token", good().startLine("REG@ISTER sip:a.example.com SIP/2.0"), Defect.START_LINE),
                arguments("brackets", good().startLine("REGISTER <sip:a.example.com> SIP/2.0"), Defect.REQUEST_URI),
                arguments("no scheme", good().startLine("REGISTER a.example.com SIP/2.0"), Defect.REQUEST_URI),
                arguments("no host", good().startLine("REGISTER sip: SIP/2.0"), Defect.REQUEST_URI),
                arguments("an empty user", good().startLine("REGISTER sip:@a.example.com SIP/2.0"), Defect.REQUEST_URI),
                arguments("half an escape", good().startLine("REGISTER sip:a%4@a.example.com SIP/2.0"), Defect.REQUEST_URI),
                arguments("IPv6 without brackets", good().startLine("REGISTER sip:2001:db8::10 SIP/2.0"), Defect.REQUEST_URI),
                arguments("port 0", good().startLine("REGISTER sip:a.example.com:0 SIP/2.0"), Defect.REQUEST_URI),
                arguments("port 65536", good().startLine("REGISTER sip:a.example.com:65536 SIP/2.0"), Defect.REQUEST_URI),
                arguments("a control byte in the URI", good().startLine("REGISTER sip:a\u0001@a.example.com SIP/2.0"), Defect.REQUEST_URI),
                arguments("a control byte in a name", good().withLine("X-A\u0001: 1"), Defect.HEADER_NAME),
                arguments("a NUL behind a name", good().withLine("X-A\u0000: 1"), Defect.HEADER_NAME),
                arguments("a vertical tab before the colon", good().withLine("X-A\u000b: 1"), Defect.HEADER_NAME),
                arguments("a fold before the colon", good().withLine("X-A\r\n : 1"), Defect.HEADER_NAME),
                arguments("no colon", good().withLine("X-A"), Defect.HEADER_NAME),
                arguments("no name", good().withLine(": 1"), Defect.HEADER_NAME),
                arguments("a space in a name", good().withLine("X A: 1"), Defect.HEADER_NAME),
                arguments("a bare LF", good().withLine("X-A: 1\nX-B: 2"), Defect.LINE_END),
                arguments("a bare CR", good().withLine("X-A: 1\rX-B: 2"), Defect.LINE_END),
                arguments("a long header", good().with("X-A", "a".repeat(HeaderIndex.MAX_HEADER_BYTES)), Defect.HEADER_TOO_LONG),
                arguments("a long folded header", good().with("X-A", "a\r\n ".repeat(2_100)), Defect.HEADER_TOO_LONG),
                arguments("no Via", good().without("Via"), Defect.MISSING_VIA),
                arguments("no From", good().without("From"), Defect.MISSING_FROM),
                arguments("no To", good().without("To"), Defect.MISSING_TO),
                arguments("no Call-ID", good().without("Call-ID"), Defect.MISSING_CALL_ID),
                arguments("no CSeq", good().without("CSeq"), Defect.MISSING_CSEQ),
                arguments("two To", good().with("To", "<sip:b@example.com>"), Defect.DUPLICATE_HEADER),
                arguments("two To, one compact", good().with("t", "<sip:b@example.com>"), Defect.DUPLICATE_HEADER),
                arguments("two From", good().with("F", "<sip:b@example.com>"), Defect.DUPLICATE_HEADER),
                arguments("two Call-ID", good().with("i", "b"), Defect.DUPLICATE_HEADER),
                arguments("two CSeq", good().with("CSEQ", "1 REGISTER"), Defect.DUPLICATE_HEADER),
                arguments("two Max-Forwards", good().with("Max-Forwards", "70"), Defect.DUPLICATE_HEADER),
                arguments("two Content-Length", good().with("l", "0"), Defect.DUPLICATE_HEADER),
                arguments("Via without protocol", good().replacing("Via", "192.0.2.1;branch=z9hG4bK1"), Defect.VIA),
                arguments("Via without host", good().replacing("Via", "SIP/2.0/UDP ;branch=z9hG4bK1"), Defect.VIA),
                arguments("Via with an empty parameter", good().replacing("Via", "SIP/2.0/UDP a;;branch=z"), Defect.VIA),
                arguments("Via with two branches", good().replacing("Via", "SIP/2.0/UDP a;branch=z;branch=y"), Defect.VIA),
                arguments("Via with port 99999", good().replacing("Via", "SIP/2.0/UDP a:99999;branch=z"), Defect.VIA),
                arguments("Via with nothing behind its comma", good().replacing("Via", "SIP/2.0/UDP a;branch=z,"), Defect.VIA),
                arguments("an open quote in From", good().replacing("From", "\"A <sip:a@example.com>;tag=1"), Defect.FROM),
                arguments("an open bracket in From", good().replacing("From", "<sip:a@example.com;tag=1"), Defect.FROM),
                arguments("a list in From", good().replacing("From", "<sip:a@b.com>;tag=1, <sip:b@b.com>"), Defect.FROM),
                arguments("two tags in From", good().replacing("From", "<sip:a@b.com>;tag=1;tag=2"), Defect.FROM),
                arguments("spaces in the URI of To", good().replacing("To", "<sip:a@b.com  >"), Defect.TO),
                arguments("a comma in a display name", good().replacing("To", "Bell, A <sip:a@b.com>"), Defect.TO),
                arguments("an empty To", good().replacing("To", ""), Defect.TO),
                arguments("an empty Call-ID", good().replacing("Call-ID", ""), Defect.CALL_ID),
                arguments("a space in Call-ID", good().replacing("Call-ID", "a b"), Defect.CALL_ID),
                arguments("a NUL in Call-ID", good().replacing("Call-ID", "a\u0000b"), Defect.CALL_ID),
                arguments("CSeq without method", good().replacing("CSeq", "314159"), Defect.CSEQ),
                arguments("CSeq without number", good().replacing("CSeq", "REGISTER"), Defect.CSEQ),
                arguments("CSeq of 2^32", good().replacing("CSeq", "4294967296 REGISTER"), Defect.CSEQ),
                arguments("a negative CSeq", good().replacing("CSeq", "-1 REGISTER"), Defect.CSEQ),
                arguments("CSeq of another method", good().replacing("CSeq", "1 INVITE"), Defect.CSEQ_METHOD),
                arguments("CSeq in another case", good().replacing("CSeq", "1 register"), Defect.CSEQ_METHOD),
                arguments("Max-Forwards in words", good().replacing("Max-Forwards", "many"), Defect.MAX_FORWARDS),
                arguments("a negative Max-Forwards", good().replacing("Max-Forwards", "-1"), Defect.MAX_FORWARDS),
                arguments("a negative Content-Length", good().replacing("Content-Length", "-999"), Defect.CONTENT_LENGTH),
                arguments("an empty Content-Length", good().replacing("Content-Length", ""), Defect.CONTENT_LENGTH),
                arguments("Content-Length with rest", good().replacing("Content-Length", "0, 0"), Defect.CONTENT_LENGTH),
                arguments("more body promised", good().replacing("Content-Length", "9999"), Defect.BODY_INCOMPLETE),
                arguments("2^64 of body", good().replacing("Content-Length", "18446744073709551616"), Defect.BODY_INCOMPLETE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void malformed(String what, RequestText text, Defect defect) {
        assertThat(text.parsed().defect()).as(what).isEqualTo(defect);
    }

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("HTAB before the colon", good().without("To").withLine("To\t : <sip:a@b.com>")),
                arguments("any case", good().without("Call-ID").with("cALL-iD", "1")),
                arguments("a Date that is none", good().with("Date", "yesterday")),
                arguments("a Contact that nobody has read", good().with("Contact", "<<<>>>")),
                arguments("an Authorization that nobody has read", good().with("Authorization", ",,,")),
                arguments("a blank continuation", good().withLine("Subject: a\r\n  ")),
                arguments("UTF-8", good().with("Subject", "\u00d0\u00bd")),
                arguments("no Max-Forwards", good().without("Max-Forwards")),
                arguments("no Content-Length", good().without("Content-Length").body("abc")),
                arguments("bytes behind the body", good().body("garbage")),
                arguments("an IPv6 Via", good().replacing("Via", "SIP/2.0/UDP [2001:db8::9:1]:5060;received=2001:db8::9:255;branch=z9hG4bK1")),
                arguments("an IPv6 Request-URI", good().startLine("REGISTER sip:[2001:db8::10]:5070 SIP/2.0")),
                arguments("a tel URI in From", good().replacing("From", "<tel:+358-555-1234567;postd=pp22>;tag=1")),
                arguments("a dial string", good().replacing("To", "<sip:*21#@example.com>")),
                arguments("a display name without quotes", good().replacing("To", "J\u00c3\u00b6rg A.<sip:a@b.com>")),
                arguments("an empty display name", good().replacing("To", "\"\"<sip:a@b.com>")),
                arguments("From of RFC 2543", good().replacing("From", "sip:a@b.com")),
                arguments("another SIP version", good().startLine("REGISTER sip:a.example.com SIP/7.0").replacing("Via", "SIP/7.0/UDP a;branch=z")),
                arguments("128 headers", withHeaders(HeaderIndex.MAX_HEADERS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void wellFormed(String what, RequestText text) {
        assertThat(text.parsed().defect()).as(what).isEqualTo(Defect.NONE);
    }

    private static RequestText withHeaders(int count) {
        RequestText text = good();
        for (int i = 9; i < count; i++) {
            text.with("X-" + i, "1");
        }
        return text;
    }

    @Test
    void has128HeadersAtMost() {
        assertThat(withHeaders(HeaderIndex.MAX_HEADERS + 1).parsed().defect()).isEqualTo(Defect.TOO_MANY_HEADERS);
    }

    @Test
    void anotherVersionIsNotADefectButSeen() {
        assertThat(good().startLine("REGISTER sip:a.example.com SIP/7.0").parsed().isSip20()).isFalse();
        assertThat(good().startLine("REGISTER sip:a.example.com sip/2.0").parsed().isSip20()).isTrue();
    }

    @Test
    void aMalformedRequestIsAnswerableWhenViaAndCSeqAreThere() {
        assertThat(good().without("To").without("From").without("Call-ID").parsed().isAnswerable()).isTrue();
        assertThat(good().without("CSeq").parsed().isAnswerable()).isFalse();
        assertThat(good().without("Via").parsed().isAnswerable()).isFalse();
        assertThat(good().replacing("Via", "SIP/2.0/UDP ;x").parsed().isAnswerable()).isFalse();
        assertThat(good().startLine("ACK sip:a.example.com SIP/2.0").parsed().isAnswerable()).isFalse();
        assertThat(good().startLine("SIP/2.0 200 OK").parsed().isAnswerable()).isFalse();
    }
}
