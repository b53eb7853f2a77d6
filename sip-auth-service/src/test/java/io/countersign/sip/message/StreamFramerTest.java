package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StreamFramerTest {
    private static final String INVITE = RequestText.register().startLine("INVITE sip:b@example.com SIP/2.0").replacing("CSeq", "1 INVITE")
            .replacing("Content-Length", "12").body("v=0\r\n\r\nINVIT").toString();
    private static final String MALFORMED = RequestText.register().replacing("To", "<<>>").toString();

    @Property(tries = 300)
    void anySplitGivesTheSameMessages(@ForAll("streams") String stream, @ForAll long seed) {
        byte[] bytes = stream.getBytes(ISO_8859_1);

        assertThat(StreamContents.read(bytes, new Random(seed))).isEqualTo(StreamContents.read(bytes, null));
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(RequestText.register().toString(), RequestText.registerWithCredentials().toString(), INVITE, MALFORMED,
                        "\r\n", "\r\n\r\n", "\r", folded(), RequestText.register().replacing("Content-Length", "-1").toString())
                .list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("", parts));
    }

    private static String folded() {
        return RequestText.register().replacing("To", "\r\n <sip:a@b.c>\r\n\t;x=y").toString();
    }

    @Test
    void everyFragmentSizeGivesTheSameMessages() {
        byte[] bytes = (INVITE + "\r\n\r\n" + folded() + "\r\n" + INVITE).getBytes(ISO_8859_1);
        List<String> whole = StreamContents.read(bytes, null);
        assertThat(whole).hasSize(4).contains("keep-alive");

        for (int size = 1; size < bytes.length; size++) {
            StreamContents sink = new StreamContents();
            StreamFramer framer = new StreamFramer();
            SipParser parser = new SipParser();
            for (int at = 0; at < bytes.length; at += size) {
                assertThat(framer.feed(bytes, at, Math.min(size, bytes.length - at), parser, sink)).isTrue();
            }
            assertThat(sink.seen()).as("parts of %d bytes", size).isEqualTo(whole);
            assertThat(framer.isMidMessage()).isFalse();
        }
    }

    @Test
    void everyTortureMessageAloneIsTheSameInAnyParts() {
        for (String file : TortureMessages.files()) {
            byte[] bytes = TortureMessages.read(file);
            assertThat(StreamContents.read(bytes, new Random(1))).as(file).isEqualTo(StreamContents.read(bytes, null));
        }
    }

    @Test
    void aMalformedMessageWithASoundLengthDoesNotEndTheStream() {
        assertThat(StreamContents.read((MALFORMED + RequestText.register()).getBytes(ISO_8859_1), null)).hasSize(2)
                .first().asString().startsWith("REGISTER TO ");
    }

    @Test
    void aLengthThatIsInDoubtEndsTheStreamBehindItsMessage() {
        for (RequestText text : List.of(
                RequestText.register().without("Content-Length"),
                RequestText.register().with("Content-Length", "0"),
                RequestText.register().replacing("Content-Length", "x"),
                RequestText.register().replacing("Content-Length", "65536"),
                RequestText.register().withLine("Content-Length\u0001: 5"),
                RequestText.register().with("X", "a\nContent-Length: 5"))) {
            List<String> seen = StreamContents.read((text + INVITE).getBytes(ISO_8859_1), null);

            assertThat(seen).as("%s", text).hasSize(1).first().asString().doesNotContain(" NONE ");
        }
    }

    /** Found by the fuzzer: how much of a body had come already made a difference. */
    @Test
    void whereNobodyKnowsTheEndOfAMessageItHasNoBody() {
        byte[] bytes = (RequestText.register().withLine("X\u00ff: 1").replacing("Content-Length", "400") + "b".repeat(400)).getBytes(ISO_8859_1);
        List<String> whole = StreamContents.read(bytes, null);

        assertThat(whole).hasSize(1).first().asString().startsWith("REGISTER HEADER_NAME ").doesNotContain("bbb");
        for (int seed = 0; seed < 20; seed++) {
            assertThat(StreamContents.read(bytes, new Random(seed))).isEqualTo(whole);
        }
    }

    @Test
    void headersWithoutEndAreGivenUpAt64KiB() {
        StreamContents sink = new StreamContents();
        StreamFramer framer = new StreamFramer();
        SipParser parser = new SipParser();
        byte[] part = "REGISTER sip:a SIP/2.0\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaa\r\n".getBytes(ISO_8859_1);

        int fed = 0;
        while (fed <= 2 * SipParser.MAX_MESSAGE_BYTES && framer.feed(part, 0, part.length, parser, sink)) {
            fed += part.length;
        }

        assertThat(fed).isLessThanOrEqualTo(SipParser.MAX_MESSAGE_BYTES);
        assertThat(sink.seen()).hasSize(1);
    }

    @Test
    void aSinkThatHasEnoughIsGivenNoMore() {
        List<String> seen = new ArrayList<>();
        StreamFramer.Sink sink = new StreamFramer.Sink() {
            @Override
            public boolean message(SipMessage message) {
                seen.add(message.methodName().text());
                return false;
            }

            @Override
            public void keepAlive() {
                seen.add("keep-alive");
            }
        };
        byte[] bytes = (INVITE + INVITE).getBytes(ISO_8859_1);

        assertThat(new StreamFramer().feed(bytes, 0, bytes.length, new SipParser(), sink)).isFalse();
        assertThat(seen).containsExactly("INVITE");
    }

    @Test
    void keepAlivesAreDoubleLineEndsBetweenMessages() {
        assertThat(StreamContents.read("\r\n\r\n\r\n\r\n".getBytes(ISO_8859_1), null)).containsExactly("keep-alive", "keep-alive");
        assertThat(StreamContents.read(("\r\n" + RequestText.register() + "\r\n" + RequestText.register()).getBytes(ISO_8859_1), null)).hasSize(2)
                .allMatch(seen -> Stream.of("REGISTER NONE").anyMatch(seen::startsWith));
        assertThat(StreamContents.read("\r\n\n\r\r\n".getBytes(ISO_8859_1), null)).isEmpty();
    }
}
