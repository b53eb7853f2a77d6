package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.ResponseWriter.ReplyPort;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseWriterTest {
    private static final byte[] TAG = "tag1".getBytes(US_ASCII);
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 5060);

    private final ResponseWriter out = new ResponseWriter();

    @Test
    void anAnswerIsTheRequestsOwnHeaders() {
        SipMessage request = RequestText.register().with("Via", "SIP/2.0/TCP first.example.com;branch=z9hG4bK2").parsed();

        out.begin(request, from("203.0.113.7", 40_000), StatusLine.UNAUTHORIZED, TAG, ReplyPort.AS_VIA_ASKS);
        out.header("WWW-Authenticate".getBytes(US_ASCII)).write("Digest qop=\"auth\", n=".getBytes(US_ASCII)).write(1_234_567_890_123L).endLine();
        out.finish();

        assertThat(text()).isEqualTo("""
                SIP/2.0 401 Unauthorized
                Via: SIP/2.0/UDP 192.0.2.10:5062;received=203.0.113.7;rport=40000;branch=z9hG4bK776asdhds
                Via: SIP/2.0/TCP first.example.com;branch=z9hG4bK2
                From: "Alice" <sip:alice@trunk-abc.sip.example.com>;tag=1928301774
                To: <sip:alice@trunk-abc.sip.example.com>;tag=tag1
                Call-ID: a84b4c76e66710@pc33.example.com
                CSeq: 314159 REGISTER
                WWW-Authenticate: Digest qop="auth", n=1234567890123
                Content-Length: 0

                """.replace("\n", "\r\n"));
        assertThat(out.destinationPort()).isEqualTo(40_000);
    }

    /** A bare CR or LF is a defect, but the refusal repeats the values. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\r", "\n\n", "\n\r"})
    void noLineEndOfTheRequestEndsALineOfTheAnswer(String lineEnd) {
        Map<String, String> repeated = Map.of(
                "Via", "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1", "From", "<sip:a@b.com>;tag=1", "To", "<sip:a@b.com>", "Call-ID", "a", "CSeq", "1 REGISTER");
        repeated.forEach((name, value) -> {
            SipMessage message = RequestText.register().replacing(name, value + lineEnd + "Injected: 1").parsed();

            out.begin(message, from("203.0.113.7", 40_000), StatusLine.BAD_REQUEST, TAG, ReplyPort.AS_VIA_ASKS);
            out.finish();

            assertThat(message.defect()).as(name).isEqualTo(Defect.LINE_END);
            assertThat(text().lines()).as(name).noneMatch(line -> line.startsWith("Injected"));
        });
    }

    /** Via, source address, the Via line of the answer, the port it goes to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIP/2.0/UDP 203.0.113.7;branch=z              | SIP/2.0/UDP 203.0.113.7;branch=z                                     | 5060
            SIP/2.0/UDP 203.0.113.7:5070;branch=z         | SIP/2.0/UDP 203.0.113.7:5070;branch=z                                | 5070
            SIP/2.0/UDP host.example.com:5070;branch=z    | SIP/2.0/UDP host.example.com:5070;received=203.0.113.7;branch=z      | 5070
            SIP/2.0/UDP 203.0.113.7;rport;branch=z        | SIP/2.0/UDP 203.0.113.7;received=203.0.113.7;rport=40000;branch=z    | 40000
            SIP/2.0/UDP 203.0.113.7;branch=z;rport=1      | SIP/2.0/UDP 203.0.113.7;received=203.0.113.7;rport=40000;branch=z    | 40000
            SIP/2.0/UDP 10.0.0.1;received=6.6.6.6;x;rport | SIP/2.0/UDP 10.0.0.1;received=203.0.113.7;rport=40000;x              | 40000
            SIP/2.0/UDP 10.0.0.1;rport;x;received=6.6.6.6;y | SIP/2.0/UDP 10.0.0.1;received=203.0.113.7;rport=40000;x;y          | 40000
            SIP/2.0/UDP 10.0.0.1;maddr=6.6.6.6            | SIP/2.0/UDP 10.0.0.1;received=203.0.113.7;maddr=6.6.6.6              | 5060
            SIP / 2.0 / UDP a : 5070 ; branch = z , SIP/2.0/TCP b | SIP / 2.0 / UDP a : 5070;received=203.0.113.7 ; branch = z , SIP/2.0/TCP b | 5070
            SIP/2.0/UDP 10.0.0.1;;,;,,                    | SIP/2.0/UDP 10.0.0.1;received=203.0.113.7;;,;,,                      | 5060
            """)
    void theTopViaTellsWhereTheRequestCameFrom(String via, String answered, int port) {
        SipMessage request = RequestText.register().replacing("Via", via).parsed();

        out.begin(request, from("203.0.113.7", 40_000), StatusLine.OK, TAG, ReplyPort.AS_VIA_ASKS);

        assertThat(text()).contains("\r\nVia: " + answered + "\r\n");
        assertThat(out.destinationPort()).isEqualTo(port);
    }

    @Test
    void aForcedSourcePortIsTreatedAsRport() {
        SipMessage request = RequestText.register().replacing("Via", "SIP/2.0/UDP 203.0.113.7:5070;branch=z").parsed();

        out.begin(request, from("203.0.113.7", 40_000), StatusLine.OK, TAG, ReplyPort.SOURCE);

        assertThat(text()).contains("Via: SIP/2.0/UDP 203.0.113.7:5070;received=203.0.113.7;rport=40000;branch=z\r\n");
        assertThat(out.destinationPort()).isEqualTo(40_000);
    }

    @Test
    void anIpv6SourceIsWrittenWithoutBracketsOrZone() {
        out.begin(RequestText.register().parsed(), from("fe80::1%1", 40_000), StatusLine.OK, TAG, ReplyPort.AS_VIA_ASKS);

        assertThat(text()).contains(";received=fe80:0:0:0:0:0:0:1;rport=40000");
    }

    @Test
    void aTagThatIsThereStays() {
        out.begin(RequestText.register().replacing("To", "<sip:a@b.c>;tag=mine").parsed(), from("192.0.2.10", 1), StatusLine.OK, TAG, ReplyPort.AS_VIA_ASKS);

        assertThat(text()).contains("\r\nTo: <sip:a@b.c>;tag=mine\r\n");
    }

    @Test
    void foldedHeadersAreAnsweredUnfolded() {
        out.begin(RequestText.register().replacing("To", "<sip:a@b.c>\r\n ;x=1\r\n\t;y").parsed(), from("192.0.2.10", 1), StatusLine.OK, TAG, ReplyPort.AS_VIA_ASKS);

        assertThat(text()).contains("\r\nTo: <sip:a@b.c>   ;x=1  \t;y;tag=tag1\r\n");
    }

    @Test
    void whatTheRequestLacksTheAnswerLacksToo() {
        SipMessage request = RequestText.parse("INVITE sip:a@b.c SIP/2.0\r\nCSeq: 1 INVITE\r\nVia: SIP/2.0/UDP 192.0.2.95;branch=z\r\n\r\n".getBytes(US_ASCII));

        out.begin(request, from("192.0.2.95", 1), request.defect().statusLine(), TAG, ReplyPort.AS_VIA_ASKS);
        out.finish();

        assertThat(text()).isEqualTo("SIP/2.0 400 Missing From\r\nVia: SIP/2.0/UDP 192.0.2.95;branch=z\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void everyAnswerableTortureMessageHasAWellFormedAnswerOrThePeersOwnMistakes() {
        for (String file : TortureMessages.files()) {
            SipMessage request = RequestText.parse(TortureMessages.read(file));
            if (request.isAnswerable()) {
                out.begin(request, from("203.0.113.7", 40_000), StatusLine.BAD_REQUEST, TAG, ReplyPort.AS_VIA_ASKS);
                out.finish();

                SipMessage answer = RequestText.parse(text().getBytes(ISO_8859_1));

                assertThat(answer.statusCode()).as(file).isEqualTo(400);
                assertThat(answer.callId().text()).as(file).isEqualTo(request.callId().text());
                if (request.isWellFormed()) {
                    assertThat(answer.defect()).as(file).isEqualTo(Defect.NONE);
                    assertThat(answer.to().tag().isEmpty()).as(file).isFalse();
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRememberedAndTakenBack() {
        out.begin(RequestText.register().parsed(), from("192.0.2.10", 1), StatusLine.OK, TAG, ReplyPort.AS_VIA_ASKS);
        int before = out.length();

        out.write(new byte[ResponseWriter.MAX_BYTES]);

        assertThat(out.isOverflowed()).isTrue();
        assertThat(out.length()).isEqualTo(before);
        out.rollback(before);
        assertThat(out.isOverflowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0", "9", "10", "4294967295", "9223372036854775807"})
    void numbersAreDecimal(long number) {
        out.clear();
        out.write(number);

        assertThat(text()).isEqualTo(Long.toString(number));
    }

    private static Source from(String address, int port) {
        Source source = new Source(Transport.UDP, 0);
        source.set(new InetSocketAddress(address, port), LOCAL);
        return source;
    }

    private String text() {
        return new String(out.array(), 0, out.length(), ISO_8859_1);
    }
}
