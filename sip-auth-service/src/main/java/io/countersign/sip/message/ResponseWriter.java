package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Builds one answer at a time in a worker's buffer, from the request's own bytes (RFC 3261 section 8.2.6): begin, then
 * headers of one's own, then {@link #finish}. Writing past the end is remembered, not thrown ({@link #isOverflowed}):
 * such an answer is never sent. No Server, no Date.
 */
public final class ResponseWriter {
    /** The largest UDP payload over IPv4. */
    public static final int MAX_BYTES = 65_507;

    /** To which port an answer over UDP goes. */
    public enum ReplyPort {
        /** The source port when Via has rport, else Via's (RFC 3581 section 4, RFC 3261 section 18.2.2). */
        AS_VIA_ASKS,
        /** The source port, as if Via had rport: for a trunk with {@code force_rport}. */
        SOURCE
    }

    private static final byte[] VIA = bytes("Via: ");
    private static final byte[] FROM = bytes("From: ");
    private static final byte[] TO = bytes("To: ");
    private static final byte[] CALL_ID = bytes("Call-ID: ");
    private static final byte[] CSEQ = bytes("CSeq: ");
    private static final byte[] RECEIVED = bytes(";received=");
    private static final byte[] RPORT = bytes(";rport=");
    private static final byte[] TAG = bytes(";tag=");
    private static final byte[] END = bytes("Content-Length: 0\r\n\r\n");

    private final byte[] buffer = new byte[MAX_BYTES];
    private int length;
    private boolean overflowed;
    private int destinationPort;

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(US_ASCII);
    }

    /** Empties it: nothing to send. */
    public void clear() {
        length = 0;
        overflowed = false;
        destinationPort = 0;
    }

    /**
     * Starts anew: status line, every Via, From, To, Call-ID and CSeq of the request (8.2.6.2). What a malformed request lacks
     * the answer lacks too.
     *
     * @param request one that {@link SipMessage#isAnswerable}
     * @param toTag a token, written when To has no tag of its own
     */
    public void begin(SipMessage request, Source source, StatusLine status, byte[] toTag, ReplyPort replyPort) {
        clear();
        boolean sourcePort = replyPort == ReplyPort.SOURCE || request.via.hasRport();
        destinationPort = source.transport().isStream() || sourcePort ? source.port() : request.via.portOrDefault();
        write(status.line());
        writeVias(request, source, sourcePort);
        writeHeader(FROM, request, HeaderName.FROM);
        writeTo(request, toTag);
        writeHeader(CALL_ID, request, HeaderName.CALL_ID);
        writeHeader(CSEQ, request, HeaderName.CSEQ);
    }

    private void writeVias(SipMessage request, Source source, boolean rport) {
        HeaderIndex headers = request.headers;
        int top = headers.first(HeaderName.VIA);
        for (int header = top; header != HeaderIndex.NONE; header = headers.next(header)) {
            write(VIA);
            int from = headers.valueFrom(header);
            if (header == top) {
                from = writeTopVia(request.via, from, source, rport);
            }
            write(request.bytes, from, headers.valueTo(header) - from);
            endLine();
        }
    }

    /** Writes what comes before the rest of the header's value, which is copied as it stands; returns where that rest begins. */
    private int writeTopVia(ViaHeader via, int from, Source source, boolean rport) {
        byte[] b = via.host().array();
        write(b, from, via.sentByEnd() - from);
        if (rport || !via.host().contentEquals(source.addressText())) {
            write(RECEIVED); // 18.2.1; with rport even when it is the same (RFC 3581 section 4)
            write(source.addressText());
        }
        if (rport) {
            write(RPORT);
            write(source.port());
        }
        int at = via.sentByEnd();
        Slice first = via.receivedParam();
        Slice second = via.rportParam();
        if (first.isPresent() && second.isPresent() && first.offset() > second.offset()) {
            first = via.rportParam();
            second = via.receivedParam();
        }
        at = copyUpTo(first, b, at);
        return copyUpTo(second, b, at);
    }

    private int copyUpTo(Slice param, byte[] b, int at) {
        if (!param.isPresent()) {
            return at;
        }
        write(b, at, param.offset() - at);
        return param.end();
    }

    private void writeHeader(byte[] name, SipMessage request, HeaderName header) {
        if (request.has(header)) {
            write(name);
            write(request.value(header));
            endLine();
        }
    }

    private void writeTo(SipMessage request, byte[] toTag) {
        if (!request.has(HeaderName.TO)) {
            return;
        }
        write(TO);
        write(request.value(HeaderName.TO));
        if (!request.to.tag().isPresent()) {
            write(TAG);
            write(toTag);
        }
        endLine();
    }

    /** Starts a header of one's own. */
    public ResponseWriter header(byte[] name) {
        write(name);
        write((byte) ':');
        write((byte) ' ');
        return this;
    }

    public void endLine() {
        write((byte) '\r');
        write((byte) '\n');
    }

    public ResponseWriter write(byte b) {
        if (length == MAX_BYTES) {
            overflowed = true;
        } else {
            buffer[length++] = b;
        }
        return this;
    }

    public ResponseWriter write(byte[] bytes) {
        return write(bytes, 0, bytes.length);
    }

    public ResponseWriter write(Slice slice) {
        return write(slice.array(), slice.offset(), slice.length());
    }

    public ResponseWriter write(byte[] bytes, int offset, int count) {
        if (count > MAX_BYTES - length) {
            overflowed = true;
        } else {
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
        }
        return this;
    }

    /** In decimal digits; not negative. */
    public ResponseWriter write(long number) {
        long divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            write((byte) ('0' + number / divisor % 10));
        }
        return this;
    }

    /** Content-Length and the empty line: the answer is complete. */
    public void finish() {
        write(END);
    }

    /** What has been written so far, to be taken back to by {@link #rollback}. */
    public int length() {
        return length;
    }

    /** Takes back all that was written since the length was {@code to}. */
    public void rollback(int to) {
        length = Math.min(length, to);
        overflowed = false;
    }

    /** Whether something did not fit. */
    public boolean isOverflowed() {
        return overflowed;
    }

    /** The buffer itself, filled up to {@link #length}: not a copy. */
    public byte[] array() {
        return buffer;
    }

    /** The port an answer over UDP goes to; the address is always the source's, never what Via, received or maddr say. */
    public int destinationPort() {
        return destinationPort;
    }
}
