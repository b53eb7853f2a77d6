package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.ResponseWriter.ReplyPort;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;

/** Fuzz target: any bytes, as a datagram and on a stream, are a message or a defect, read to its last field, and an answer fits. */
public final class ParserFuzz {
    private static final byte[] TAG = "t".getBytes(US_ASCII);
    /** What we add (a tag, received, Content-Length) may be too much for a reader with our own limits, where the request was at them. */
    private static final Set<Defect> AT_THE_LIMIT = Set.of(Defect.HEADER_TOO_LONG, Defect.TOO_MANY_HEADERS);
    private static final SipParser PARSER = new SipParser();
    private static final ResponseWriter OUT = new ResponseWriter();
    private static final Source SOURCE = new Source(Transport.UDP, 0);

    static {
        SOURCE.set(new InetSocketAddress("203.0.113.7", 40_000), new InetSocketAddress("192.0.2.1", 5060));
    }

    private ParserFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (Framing framing : Framing.values()) {
            byte[] bytes = Arrays.copyOf(input, Math.min(input.length, SipParser.MAX_MESSAGE_BYTES));
            SipMessage message = PARSER.parse(bytes, 0, bytes.length, framing);
            MessageWalk.walk(message);
            if (message.isAnswerable()) {
                OUT.begin(message, SOURCE, message.defect().statusLine(), TAG, ReplyPort.AS_VIA_ASKS);
                OUT.finish();
                mustBeOneAnswer(message.isWellFormed());
            }
        }
    }

    /** Nothing of the request becomes a line of its own, and what answers a well-formed request is well-formed. */
    private static void mustBeOneAnswer(boolean toWellFormed) {
        if (OUT.isOverflowed()) {
            return;
        }
        byte[] answer = Arrays.copyOf(OUT.array(), OUT.length());
        SipMessage read = new SipParser().parse(answer, 0, answer.length, Framing.DATAGRAM);
        boolean wellFormed = !read.isRequest() && read.defect() != Defect.LINE_END
                && (!toWellFormed || read.isWellFormed() || AT_THE_LIMIT.contains(read.defect()));
        if (!wellFormed || read.body().length() != 0) {
            throw new IllegalStateException("an answer with " + read.defect() + ": " + new String(answer, US_ASCII));
        }
    }
}
