package io.countersign.sip.message;

/**
 * Reads messages for one worker thread, always into the same {@link SipMessage}. Total: every input gives a message, if
 * need be one with a {@link Defect}; no exception, no allocation, time linear in the input.
 *
 * <table><caption>Limits</caption>
 * <tr><td>{@link #MAX_MESSAGE_BYTES}</td><td>a message on a stream; a datagram can't be larger</td></tr>
 * <tr><td>{@link HeaderIndex#MAX_HEADER_BYTES}</td><td>a header with its continuation lines, and the start line</td></tr>
 * <tr><td>{@link HeaderIndex#MAX_HEADERS}</td><td>headers of a message</td></tr>
 * </table>
 */
public final class SipParser {
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final int MIN_CSEQ_CHARS = 3;

    private final SipMessage message = new SipMessage();

    /**
     * Reads one message. The bytes are the message's until the next parse, and folded headers are unfolded in them.
     *
     * @param length at most {@link #MAX_MESSAGE_BYTES} are looked at
     */
    public SipMessage parse(byte[] bytes, int offset, int length, Framing framing) {
        SipMessage m = message;
        clear(bytes, framing == Framing.DATAGRAM ? length : 0);
        int to = offset + Math.min(length, MAX_MESSAGE_BYTES);
        int start = offset;
        while (start < to && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++; // 7.5: CRLF before the start line is ignored
        }
        int headersFrom = m.startLine.read(bytes, start, to);
        found(m.startLine.defect);
        if (headersFrom < 0) {
            m.headers.clear();
            return m;
        }
        int bodyFrom = m.headers.read(bytes, headersFrom, to);
        m.separable = m.headers.isSeparable();
        found(m.headers.defect());
        readVia();
        readAddress(HeaderName.FROM, m.from, Defect.MISSING_FROM, Defect.FROM);
        readAddress(HeaderName.TO, m.to, Defect.MISSING_TO, Defect.TO);
        readCallId();
        readCSeq();
        readMaxForwards();
        if (bodyFrom >= 0) {
            readBody(offset, bodyFrom, to, framing);
        }
        return m;
    }

    @SuppressWarnings("ReferenceEquality")
    private void clear(byte[] bytes, int lengthBytes) {
        SipMessage m = message;
        if (m.bytes != bytes) { // else not written, as in Slice; nor is the defect
            m.bytes = bytes;
        }
        m.lengthBytes = lengthBytes;
        m.neededBytes = 0;
        if (m.defect != Defect.NONE) {
            m.defect = Defect.NONE;
        }
        m.separable = false;
        m.via.clear();
        m.from.clear();
        m.to.clear();
        m.callId.clear();
        m.cseqMethod.clear();
        m.body.clear();
        m.cseq = SipMessage.ABSENT;
        m.maxForwards = SipMessage.ABSENT;
    }

    private void found(Defect defect) {
        if (message.defect == Defect.NONE && defect != Defect.NONE) {
            message.defect = defect;
        }
    }

    private void readVia() {
        HeaderIndex headers = message.headers;
        int header = headers.first(HeaderName.VIA);
        if (header == HeaderIndex.NONE) {
            found(Defect.MISSING_VIA);
        } else if (!message.via.parse(message.bytes, headers.valueFrom(header), headers.valueTo(header))) {
            found(Defect.VIA);
        }
    }

    private void readAddress(HeaderName name, NameAddr address, Defect missing, Defect malformed) {
        HeaderIndex headers = message.headers;
        int header = headers.first(name);
        if (header == HeaderIndex.NONE) {
            found(missing);
        } else if (address.parse(message.bytes, headers.valueFrom(header), headers.valueTo(header)) != headers.valueTo(header)) {
            found(malformed); // also a comma: these headers are no lists
        }
    }

    /** callid = word [ "@" word ]: here any visible characters, which is what a peer compares. */
    private void readCallId() {
        HeaderIndex headers = message.headers;
        int header = headers.first(HeaderName.CALL_ID);
        if (header == HeaderIndex.NONE) {
            found(Defect.MISSING_CALL_ID);
            return;
        }
        message.callId.set(message.bytes, headers.valueFrom(header), headers.valueTo(header));
        boolean visible = !message.callId.isEmpty();
        for (int i = 0; i < message.callId.length(); i++) {
            byte b = message.callId.byteAt(i);
            visible &= b > ' ' && b < 0x7f;
        }
        if (!visible) {
            found(Defect.CALL_ID);
        }
    }

    /** CSeq = 1*DIGIT LWS Method, the number below 2^32 (20.16); the method is the request's own (8.1.1.5). */
    private void readCSeq() {
        SipMessage m = message;
        int header = m.headers.first(HeaderName.CSEQ);
        if (header == HeaderIndex.NONE) {
            found(Defect.MISSING_CSEQ);
            return;
        }
        int from = m.headers.valueFrom(header);
        int to = m.headers.valueTo(header);
        int digitsTo = Grammar.skipDigits(m.bytes, from, to);
        int methodFrom = Grammar.skipBlank(m.bytes, digitsTo, to);
        m.cseq = Grammar.number(m.bytes, from, digitsTo);
        m.cseqMethod.set(m.bytes, methodFrom, to);
        boolean shaped = to - from >= MIN_CSEQ_CHARS && methodFrom > digitsTo && methodFrom < to
                && Grammar.skipToken(m.bytes, methodFrom, to) == to;
        if (!shaped || m.cseq == Grammar.NOT_A_NUMBER || m.cseq > Grammar.MAX_NUMBER) {
            found(Defect.CSEQ);
        } else if (m.isRequest() && !m.cseqMethod.contentEquals(m.methodName())) {
            found(Defect.CSEQ_METHOD);
        }
    }

    /** Larger than its 255 (20.22) is read as it stands: nobody is harmed. */
    private void readMaxForwards() {
        HeaderIndex headers = message.headers;
        int header = headers.first(HeaderName.MAX_FORWARDS);
        if (header == HeaderIndex.NONE) {
            return; // an RFC 2543 client knows none (16.3 step 3)
        }
        long number = Grammar.number(message.bytes, headers.valueFrom(header), headers.valueTo(header));
        if (number == Grammar.NOT_A_NUMBER) {
            found(Defect.MAX_FORWARDS);
        } else {
            message.maxForwards = (int) Math.min(number, Integer.MAX_VALUE);
        }
    }

    private void readBody(int offset, int bodyFrom, int to, Framing framing) {
        SipMessage m = message;
        int header = m.headers.first(HeaderName.CONTENT_LENGTH);
        boolean stream = framing == Framing.STREAM;
        if (stream) {
            m.lengthBytes = bodyFrom - offset;
            if (!m.separable) {
                return; // nobody knows where it ends
            }
        }
        long contentLength = header == HeaderIndex.NONE
                ? to - bodyFrom
                : Grammar.number(m.bytes, m.headers.valueFrom(header), m.headers.valueTo(header));
        if (header == HeaderIndex.NONE && stream) {
            found(Defect.MISSING_CONTENT_LENGTH);
            m.separable = false;
            return;
        }
        if (contentLength == Grammar.NOT_A_NUMBER) {
            found(Defect.CONTENT_LENGTH);
            m.separable = false;
            return;
        }
        long needed = bodyFrom - offset + contentLength;
        if (stream && needed > MAX_MESSAGE_BYTES) {
            found(Defect.MESSAGE_TOO_LARGE);
            m.separable = false;
            return;
        }
        if (bodyFrom + contentLength > to) {
            found(Defect.BODY_INCOMPLETE);
        }
        m.neededBytes = (int) Math.min(needed, Integer.MAX_VALUE);
        m.body.set(m.bytes, bodyFrom, (int) Math.min(to, bodyFrom + contentLength)); // 18.3: more is ignored on UDP
        if (stream) {
            m.lengthBytes = m.neededBytes;
        }
    }
}
