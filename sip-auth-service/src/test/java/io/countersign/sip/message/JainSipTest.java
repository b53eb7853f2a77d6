package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another reader and writer of the same messages: in what is well-formed, JAIN-SIP's parser and ours find the same, which is what was
 * written, and ours finds it in what JAIN-SIP writes, too: of what it has parsed, and of what its factories built. Where they differ, the
 * RFC decides.
 */
class JainSipTest {
    private static int requests;
    private static int fields;
    private static int built;

    @Property(tries = 3_000)
    void bothFindWhatWasWritten(@ForAll("requests") GeneratedRequest request) throws Exception {
        byte[] bytes = request.bytes();
        String text = new String(bytes, ISO_8859_1);

        assertThat(MessageFields.ofOurs(bytes)).as("ours of %s", text).containsExactlyInAnyOrderEntriesOf(request.fields());
        assertThat(MessageFields.ofJain(bytes)).as("JAIN-SIP's of %s", text).containsExactlyInAnyOrderEntriesOf(request.fields());
        byte[] rewritten = MessageFields.rewrittenByJain(bytes);
        assertThat(MessageFields.ofOurs(rewritten)).as("ours of JAIN-SIP's %s", text).containsExactlyInAnyOrderEntriesOf(request.fields());
        requests++;
        fields += request.fields().size();
    }

    @Provide
    Arbitrary<GeneratedRequest> requests() {
        return Arbitraries.randomValue(GeneratedRequest::new);
    }

    /** What JAIN-SIP's factories put together and write is what our parser finds, as a datagram and as a message of a stream. */
    @Property(tries = 3_000)
    void oursFindsWhatJainSipsFactoriesBuilt(@ForAll("built") BuiltRequest request) {
        byte[] bytes = request.bytes();
        String text = new String(bytes, UTF_8);
        SipMessage datagram = new SipParser().parse(bytes, 0, bytes.length, Framing.DATAGRAM);

        assertThat(MessageFields.withTexts(datagram)).as(text).containsExactlyInAnyOrderEntriesOf(request.fields());
        assertThat(bytesOf(datagram.body())).as(text).isEqualTo(request.body()).isNotEmpty();
        byte[] followed = (text + "REGISTER ").getBytes(UTF_8);
        SipMessage ofStream = new SipParser().parse(followed, 0, followed.length, Framing.STREAM);
        assertThat(MessageFields.withTexts(ofStream)).as(text).containsExactlyInAnyOrderEntriesOf(request.fields());
        assertThat(bytesOf(ofStream.body())).as(text).isEqualTo(request.body());
        assertThat(ofStream.lengthBytes()).as(text).isEqualTo(bytes.length);
        built++;
    }

    @Provide
    Arbitrary<BuiltRequest> built() {
        return Arbitraries.randomValue(BuiltRequest::new);
    }

    private static byte[] bytesOf(Slice slice) {
        return Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                // RFC 3261 section 7.1: a method is any token. JAIN-SIP takes a header's name, compact or not, for that header, and drops CSeq.
                arguments(RequestText.register().startLine("K sip:example.com SIP/2.0").replacing("CSeq", "7 K"), "cseq", "7"),
                arguments(RequestText.register().startLine("TO sip:example.com SIP/2.0").replacing("CSeq", "7 TO"), "cseq", "7"),
                // RFC 7616 section 3.4: nc is eight hexadecimal digits. JAIN-SIP's int ends at 7fffffff.
                arguments(authorized("nc=00000001", "nc=80000000"), "nc", "80000000"),
                // RFC 3261 section 7.3.1: wherever LWS may stand, a line may be folded. JAIN-SIP drops a Via folded before its host.
                arguments(RequestText.register().replacing("Via", "SIP/2.0/UDP\r\n a.example.com;branch=z9hG4bK1"), "via host", "a.example.com"),
                // RFC 3261 section 25.1: "*" is a token, so a display name may begin with it; only alone it is the STAR of section 10.2.2.
                arguments(RequestText.register().replacing("Contact", "* a <sip:b@example.com>"), "contact 0 user", "b"),
                // RFC 3261 section 25.1: a quoted-pair means its second character. JAIN-SIP keeps the backslash.
                arguments(authorized("username=\"alice\"", "username=\"al\\\"ice\""), "username", "al\"ice"));
    }

    @ParameterizedTest
    @MethodSource
    void differences(RequestText text, String field, String value) throws Exception {
        assertThat(MessageFields.ofOurs(text.bytes())).containsEntry(field, value).doesNotContainKey("defect");
        assertThat(jain(text)).doesNotContainEntry(field, value);
    }

    private static Map<String, String> jain(RequestText text) throws Exception {
        try {
            return MessageFields.ofJain(text.bytes());
        } catch (NullPointerException e) { // a header that JAIN-SIP dropped
            return new HashMap<>();
        }
    }

    private static RequestText authorized(String part, String other) {
        String credentials = RequestText.registerWithCredentials().toString().replaceFirst("(?s).*Authorization: ([^\r]*)\r\n.*", "$1");
        return RequestText.register().with("Authorization", credentials.replace(part, other));
    }

    @AfterContainer
    static void report() {
        System.out.printf("JAIN-SIP: %d generated requests, %d fields of them read alike by both, 0 differences but the known; %d requests that it built read right by ours%n", requests, fields, built);
    }
}
