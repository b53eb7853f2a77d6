package io.countersign.sip.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.message.Method;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.ResponseWriter.ReplyPort;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.StatusLine;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The smallest thing that answers: 200, or what is wrong; does as its method's name says for the rest. */
final class AnsweringHandler implements SipHandler {
    private static final byte[] TAG = "test".getBytes(US_ASCII);

    private final LongAdder closed;

    AnsweringHandler() {
        this(new LongAdder());
    }

    /** @param closed adds up the ids of closed connections */
    AnsweringHandler(LongAdder closed) {
        this.closed = closed;
    }

    @Override
    public void connectionClosed(long connectionId) {
        closed.add(connectionId);
    }

    @Override
    public Disposition handle(SipMessage message, Source source, ResponseWriter out) {
        if (message.methodName().contentEquals("FAIL".getBytes(US_ASCII))) {
            throw new IllegalStateException("asked to");
        }
        if (message.methodName().contentEquals("OVERFLOW".getBytes(US_ASCII))) {
            out.write(new byte[ResponseWriter.MAX_BYTES]).write((byte) 0);
            return Disposition.ANSWER;
        }
        if (message.methodName().contentEquals("HOLD".getBytes(US_ASCII))) {
            source.holdOpenFor(Duration.ofSeconds(30));
        }
        if (!message.isAnswerable() || message.method() == Method.MESSAGE) {
            return message.method() == Method.BYE ? Disposition.CLOSE : Disposition.DROP;
        }
        out.begin(message, source, message.isWellFormed() ? StatusLine.OK : message.defect().statusLine(), TAG, ReplyPort.AS_VIA_ASKS);
        out.finish();
        return message.method() == Method.BYE ? Disposition.ANSWER_AND_CLOSE : Disposition.ANSWER;
    }
}
