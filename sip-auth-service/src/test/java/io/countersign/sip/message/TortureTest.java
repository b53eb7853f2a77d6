package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4475 and RFC 5118: what each message is to the parser. What is answered to it is the decision's test. */
class TortureTest {
    private static final String TABLE = """
            wsinv,     REQUEST,  NONE
            intmeth,   REQUEST,  NONE
            esc01,     REQUEST,  NONE
            escnull,   REQUEST,  NONE
            lwsdisp,   REQUEST,  NONE
            longreq,   REQUEST,  NONE
            semiuri,   REQUEST,  NONE
            transports, REQUEST, NONE
            unreason,  RESPONSE, NONE
            noreason,  RESPONSE, NONE
            badinv01,  REQUEST,  VIA
            clerr,     REQUEST,  BODY_INCOMPLETE
            scalar02,  REQUEST,  CSEQ
            scalarlg,  RESPONSE, CSEQ
            ltgtruri,  REQUEST,  REQUEST_URI
            lwsstart,  REQUEST,  START_LINE
            trws,      REQUEST,  START_LINE
            baddate,   REQUEST,  NONE
            regbadct,  REQUEST,  NONE
            baddn,     REQUEST,  FROM
            mismatch01, REQUEST, CSEQ_METHOD
            bigcode,   RESPONSE, STATUS_CODE
            unkscm,    REQUEST,  NONE
            invut,     REQUEST,  NONE
            regaut01,  REQUEST,  NONE
            mcl01,     REQUEST,  DUPLICATE_HEADER
            bcast,     RESPONSE, NONE
            cparam01,  REQUEST,  NONE
            cparam02,  REQUEST,  NONE
            sdp01,     REQUEST,  NONE
            esc02,     REQUEST,  NONE
            dblreq,    REQUEST,  NONE
            mpart01,   REQUEST,  NONE
            ncl,       REQUEST,  CONTENT_LENGTH
            quotbal,   REQUEST,  TO
            lwsruri,   REQUEST,  START_LINE
            escruri,   REQUEST,  NONE
            badaspec,  REQUEST,  TO
            badvers,   REQUEST,  NONE
            mismatch02, REQUEST, CSEQ_METHOD
            badbranch, REQUEST,  NONE
            insuf,     REQUEST,  MISSING_FROM
            novelsc,   REQUEST,  NONE
            unksm2,    REQUEST,  NONE
            bext01,    REQUEST,  NONE
            multi01,   REQUEST,  DUPLICATE_HEADER
            zeromf,    REQUEST,  NONE
            regescrt,  REQUEST,  NONE
            inv2543,   REQUEST,  NONE
            rfc5118/ipv6-good.dat, REQUEST, NONE
            rfc5118/ipv6-bad.dat, REQUEST, REQUEST_URI
            rfc5118/port-ambiguous.dat, REQUEST, NONE
            rfc5118/port-unambiguous.dat, REQUEST, NONE
            rfc5118/via-received-param-with-delim.dat, REQUEST, NONE
            rfc5118/via-received-param-no-delim.dat, REQUEST, NONE
            rfc5118/ipv6-in-sdp.dat, REQUEST, NONE
            rfc5118/mult-ip-in-header.dat, REQUEST, NONE
            rfc5118/mult-ip-in-sdp.dat, REQUEST, NONE
            rfc5118/ipv4-mapped-ipv6.dat, REQUEST, NONE
            rfc5118/ipv6-bug-abnf-3-colons.dat, REQUEST, NONE
            rfc5118/ipv6-correct-abnf-2-colons.dat, REQUEST, NONE
            """;

    enum Kind { REQUEST, RESPONSE }

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void isOfItsClass(String name, Kind kind, Defect defect) {
        SipMessage message = parse(name);

        assertThat(message.defect()).isEqualTo(defect);
        assertThat(message.isRequest()).isEqualTo(kind == Kind.REQUEST);
        assertThat(message.isAnswerable()).isEqualTo(kind == Kind.REQUEST);
    }

    @Test
    void everyMessageIsInTheTable() {
        List<String> named = TABLE.lines()
                .map(line -> line.substring(0, line.indexOf(',')).strip())
                .map(name -> name.contains("/") ? name : "rfc4475/" + name + ".dat")
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(TortureMessages.files()).hasSize(61);
    }

    @Test
    void foldedAndSpacedHeadersAreReadWhole() {
        SipMessage message = parse("wsinv");

        assertThat(message.to().tag().text()).isEqualTo("1918181833n");
        assertThat(message.from().displayName().text()).isEqualTo("\"J Rosenberg \\\\\\\"\"");
        assertThat(message.from().tag().text()).isEqualTo("98asjd8");
        assertThat(message.maxForwards()).isEqualTo(68);
        assertThat(message.cseq()).isEqualTo(9);
        assertThat(message.method()).isEqualTo(Method.INVITE);
        assertThat(message.topVia().host().text()).isEqualTo("192.0.2.2");
        assertThat(message.topVia().branch().text()).isEqualTo("390skdjuw");
        assertThat(message.body().length()).isEqualTo(150);
        ContactCursor contacts = message.contacts();
        assertThat(contacts.next()).isTrue();
        assertThat(contacts.qPerMille()).isEqualTo(330);
        assertThat(contacts.next()).isFalse();
        assertThat(contacts.isMalformed()).isFalse();
    }

    @Test
    void oddCharactersBelongToMethodAndUser() {
        SipMessage message = parse("intmeth");

        assertThat(message.method()).isEqualTo(Method.OTHER);
        assertThat(message.methodName().text()).isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
        assertThat(message.requestUri().host().text()).isEqualTo("example.com");
        assertThat(message.from().tag().text()).isEqualTo("_token~1'+`*%!-.");
    }

    @Test
    void aUserIsUnescapedOnceAndKeepsItsNul() {
        assertThat(parse("esc01").requestUri().userText()).isEqualTo("sips:user@example.com");
        assertThat(parse("esc01").requestUri().host().text()).isEqualTo("example.net");
        assertThat(parse("escnull").to().uri().userText()).isEqualTo("null-\0-null");
        assertThat(parse("escnull").to().uri().isUser(Slice.of("null-".getBytes(US_ASCII)))).isFalse();
        assertThat(parse("semiuri").requestUri().userText()).isEqualTo("user;par=u@example.net");
    }

    @Test
    void twoContactsWithDifferentNulsAreTwo() {
        ContactCursor contacts = parse("escnull").contacts();

        List<String> users = Stream.generate(contacts::next).takeWhile(found -> found)
                .map(found -> contacts.address().uri().userText()).collect(Collectors.toList());

        assertThat(users).containsExactly("\0", "\0\0");
    }

    @Test
    void aContactWithHeadersOutsideBracketsIsMalformedOnlyWhenItIsRead() {
        SipMessage message = parse("regbadct");

        assertThat(message.isWellFormed()).isTrue();
        ContactCursor contacts = message.contacts();
        assertThat(contacts.next()).isFalse();
        assertThat(contacts.isMalformed()).isTrue();
    }

    @Test
    void parametersOutsideBracketsAreTheHeaders() {
        ContactCursor outside = parse("cparam01").contacts();
        ContactCursor inside = parse("cparam02").contacts();

        assertThat(outside.next() && inside.next()).isTrue();
        assertThat(outside.address().parameters().text()).isEqualTo(";unknownparam");
        assertThat(outside.address().uri().whole().text()).isEqualTo("sip:+19725552222@gw1.example.net");
        assertThat(inside.address().parameters().isEmpty()).isTrue();
        assertThat(inside.address().uri().whole().text()).isEqualTo("sip:+19725552222@gw1.example.net;unknownparam");
    }

    @Test
    void anUnknownSchemeIsNoCredentials() {
        CredentialsCursor credentials = parse("regaut01").credentials(HeaderName.AUTHORIZATION);

        assertThat(credentials.next()).isTrue();
        assertThat(credentials.credentials().form()).isEqualTo(DigestCredentials.Form.OTHER_SCHEME);
        assertThat(credentials.next()).isFalse();
        assertThat(parse("unkscm").requestUri().scheme()).isEqualTo(SipUri.Scheme.OTHER);
    }

    @Test
    void theFirstOfTwoRequestsInADatagramIsTheMessage() {
        SipMessage message = parse("dblreq");

        assertThat(message.method()).isEqualTo(Method.REGISTER);
        assertThat(message.body().isEmpty()).isTrue();
    }

    @Test
    void anEscapedMethodOrHeaderIsNotItsUnescapedOne() {
        SipMessage message = parse("esc02");
        ContactCursor contacts = message.contacts();

        assertThat(message.method()).isEqualTo(Method.OTHER);
        assertThat(message.methodName().text()).isEqualTo("RE%47IST%45R");
        assertThat(Stream.generate(contacts::next).takeWhile(found -> found).count()).isEqualTo(2);
        assertThat(message.topVia().branch().text()).isEqualTo("z9hG4bK209%fzsnel234");
    }

    @Test
    void aPortInsideTheBracketsIsPartOfTheAddress() {
        SipUri inside = parse("rfc5118/port-ambiguous.dat").requestUri();
        assertThat(inside.port()).isZero();
        assertThat(inside.host().text()).isEqualTo("[2001:db8::10:5070]");

        SipUri outside = parse("rfc5118/port-unambiguous.dat").requestUri();
        assertThat(outside.port()).isEqualTo(5070);
        assertThat(outside.host().text()).isEqualTo("[2001:db8::10]");
    }

    private static SipMessage parse(String name) {
        return RequestText.parse(TortureMessages.read(name));
    }
}
