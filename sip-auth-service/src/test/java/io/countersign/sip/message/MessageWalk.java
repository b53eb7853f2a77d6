package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Reads a message to its last field, as a judgement might, and checks what must be true of any message. */
final class MessageWalk {
    private MessageWalk() {}

    static void walk(SipMessage message) {
        for (HeaderName name : HeaderName.values()) {
            HeaderCursor values = message.headers(name);
            int bound = HeaderIndex.MAX_HEADERS;
            while (values.next()) {
                assertThat(bound--).isPositive();
            }
        }
        ContactCursor contacts = message.contacts();
        while (contacts.next()) {
            assertThat(contacts.expiresSeconds()).isBetween(-1L, Grammar.MAX_NUMBER);
            contacts.address().uri().userText();
        }
        for (HeaderName name : List.of(HeaderName.AUTHORIZATION, HeaderName.PROXY_AUTHORIZATION)) {
            CredentialsCursor credentials = message.credentials(name);
            while (credentials.next()) {
                assertThat(credentials.credentials().form()).isNotNull();
            }
        }
        OptionTagCursor tags = message.optionTags(HeaderName.REQUIRE);
        while (tags.next()) {
            assertThat(tags.tag().isEmpty()).isFalse();
        }
        message.from().uri().userText();
        message.requestUri().userText();
        message.expiresSeconds();
    }
}
