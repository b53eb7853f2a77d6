package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipMessageTest {
    @Test
    void showsWhatAJudgementNeeds() {
        SipMessage message = RequestText.register().parsed();

        assertThat(message.method()).isEqualTo(Method.REGISTER);
        assertThat(message.requestUri().scheme()).isEqualTo(SipUri.Scheme.SIP);
        assertThat(message.requestUri().host().text()).isEqualTo("trunk-abc.sip.example.com");
        assertThat(message.requestUri().user().isPresent()).isFalse();
        assertThat(message.topVia().transport().text()).isEqualTo("UDP");
        assertThat(message.topVia().host().text()).isEqualTo("192.0.2.10");
        assertThat(message.topVia().port()).isEqualTo(5062);
        assertThat(message.topVia().branch().text()).isEqualTo("z9hG4bK776asdhds");
        assertThat(message.topVia().hasRport()).isTrue();
        assertThat(message.from().displayName().text()).isEqualTo("\"Alice\"");
        assertThat(message.from().tag().text()).isEqualTo("1928301774");
        assertThat(message.to().uri().userText()).isEqualTo("alice");
        assertThat(message.to().tag().isPresent()).isFalse();
        assertThat(message.callId().text()).isEqualTo("a84b4c76e66710@pc33.example.com");
        assertThat(message.cseq()).isEqualTo(314159);
        assertThat(message.cseqMethod().text()).isEqualTo("REGISTER");
        assertThat(message.maxForwards()).isEqualTo(70);
        assertThat(message.value(HeaderName.USER_AGENT).text()).isEqualTo("Test/1.0");
        assertThat(message.has(HeaderName.AUTHORIZATION)).isFalse();
        assertThat(message.expiresSeconds()).isEqualTo(SipMessage.ABSENT);
    }

    @Test
    void forgetsTheMessageBefore() {
        SipParser parser = new SipParser();
        byte[] first = RequestText.registerWithCredentials().with("Expires", "60").with("Path", "<sip:p;lr>").bytes();
        byte[] second = "OPTIONS sip:b@example.com SIP/2.0\r\n\r\n".getBytes(US_ASCII);

        parser.parse(first, 0, first.length, Framing.DATAGRAM);
        SipMessage message = parser.parse(second, 0, second.length, Framing.DATAGRAM);

        assertThat(message.defect()).isEqualTo(Defect.MISSING_VIA);
        assertThat(message.topVia().isUsable()).isFalse();
        assertThat(message.from().uri().whole().isPresent()).isFalse();
        assertThat(message.to().whole().isPresent()).isFalse();
        assertThat(message.callId().isPresent()).isFalse();
        assertThat(message.cseq()).isEqualTo(SipMessage.ABSENT);
        assertThat(message.maxForwards()).isEqualTo(SipMessage.ABSENT);
        assertThat(message.expiresSeconds()).isEqualTo(SipMessage.ABSENT);
        assertThat(message.contacts().next()).isFalse();
        assertThat(message.credentials(HeaderName.AUTHORIZATION).next()).isFalse();
        assertThat(message.headers(HeaderName.PATH).next()).isFalse();
    }

    @Test
    void compactFormsAreTheirLongForms() {
        SipMessage message = RequestText.parse(("INVITE sip:b@example.com SIP/2.0\r\nv: SIP/2.0/TCP a;branch=z\r\nf: <sip:a@b.c>;tag=1\r\n"
                + "t: <sip:b@b.c>\r\ni: 1\r\nCSeq: 1 INVITE\r\nm: <sip:a@a>\r\nk: path\r\nc: text/plain\r\nl: 2\r\n\r\nabcd").getBytes(US_ASCII));

        assertThat(message.isWellFormed()).isTrue();
        assertThat(message.contacts().next()).isTrue();
        assertThat(message.has(HeaderName.SUPPORTED) && message.has(HeaderName.CONTENT_TYPE)).isTrue();
        assertThat(message.body().text()).isEqualTo("ab");
    }

    @Test
    void walksContactsOverHeadersAndLists() {
        ContactCursor contacts = RequestText.register().without("Contact")
                .with("Contact", "\"A, B\" <sip:a@b.c;transport=tcp>;q=0.7;expires=60 , sip:b@b.c;expires=99999999999")
                .with("m", "<sip:c@b.c>;expires=soon;q=1.000")
                .parsed().contacts();

        List<String> found = new ArrayList<>();
        while (contacts.next()) {
            found.add(contacts.address().uri().whole().text() + " " + contacts.qPerMille() + " " + contacts.expiresSeconds());
        }

        assertThat(found).containsExactly("sip:a@b.c;transport=tcp 700 60", "sip:b@b.c -1 4294967295", "sip:c@b.c 1000 3600");
        assertThat(contacts.isMalformed()).isFalse();
    }

    @Test
    void aStarIsAContactOfItsOwn() {
        ContactCursor contacts = RequestText.register().replacing("Contact", "*").parsed().contacts();

        assertThat(contacts.next()).isTrue();
        assertThat(contacts.isStar()).isTrue();
        assertThat(contacts.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<sip:a@b.c>;", "<sip:a@b.c>,", ",<sip:a@b.c>", "*, <sip:a@b.c>", "<sip:a@b.c", "sip:a@b.c?x=y", "<sip:a@b.c>;q=2",
        "<sip:a@b.c>;q=1.001", "<sip:a@b.c>;q=0.1234", "<sip:a@b.c>;q=.5", "<sip:a@b.c>;q=1;q=1", "<a@b.c>", "\"A\" sip:a@b.c"})
    void aMalformedContactStopsTheWalk(String contact) {
        ContactCursor contacts = RequestText.register().replacing("Contact", contact).parsed().contacts();

        while (contacts.next()) {
            assertThat(contacts.isMalformed()).isFalse();
        }

        assertThat(contacts.isMalformed()).isTrue();
        assertThat(contacts.next()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"60|60", "4294967295|4294967295", "99999999999999|4294967295", "soon|3600", "-1|3600"})
    void expiresIsBoundedAndNeverRefusesTheMessage(String value, long seconds) {
        assertThat(RequestText.register().with("Expires", value).parsed().expiresSeconds()).isEqualTo(seconds);
    }

    @Test
    void walksOptionTagsOverHeadersAndLists() {
        OptionTagCursor tags = RequestText.register().with("Require", "path , gruu").with("Require", "outbound").parsed()
                .optionTags(HeaderName.REQUIRE);

        List<String> found = new ArrayList<>();
        while (tags.next()) {
            found.add(tags.tag().text());
        }

        assertThat(found).containsExactly("path", "gruu", "outbound");
        assertThat(tags.isMalformed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"path gruu", "path,", ",path", "pa@th", "\"path\""})
    void aMalformedOptionTagStopsTheWalk(String value) {
        OptionTagCursor tags = RequestText.register().with("Require", value).parsed().optionTags(HeaderName.REQUIRE);

        int found = 0;
        while (tags.next()) {
            found++;
        }

        assertThat(tags.isMalformed()).as("after %d tags", found).isTrue();
        assertThat(tags.next()).isFalse();
    }

    @Test
    void aUserEqualsWhatItUnescapesTo() {
        SipUri uri = RequestText.register().replacing("To", "<sip:%61l%69ce:secret@b.c>").parsed().to().uri();

        assertThat(uri.isUser(Slice.of("alice".getBytes(US_ASCII)))).isTrue();
        assertThat(uri.isUser(Slice.of("alic".getBytes(US_ASCII)))).isFalse();
        assertThat(uri.isUser(Slice.of("alicea".getBytes(US_ASCII)))).isFalse();
        assertThat(uri.userText()).isEqualTo("alice");
        assertThat(uri.user().text()).isEqualTo("%61l%69ce");
    }
}
