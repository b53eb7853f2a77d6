package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4475: what each message is to the parser. What is answered to it is the decision's test. */
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
        List<String> named = TABLE.lines().map(line -> "rfc4475/" + line.substring(0, line.indexOf(',')).strip() + ".dat").toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(TortureMessages.files()).hasSize(30);
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

    private static SipMessage parse(String name) {
        return RequestText.parse(TortureMessages.read(name));
    }
}
