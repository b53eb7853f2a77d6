package io.countersign.sip.message;

/**
 * Cuts a byte stream into messages (RFC 3261 section 18.3) and keep-alives (RFC 5626 section 4.4.1), however it arrives in
 * parts. One per connection; holds at most one unfinished message of {@link SipParser#MAX_MESSAGE_BYTES} besides the part
 * just fed, and nothing between messages. The messages it hands over lie in its own buffer.
 */
public final class StreamFramer {
    /** Takes what the stream carries, in its order. */
    public interface Sink {
        /**
         * A message, perhaps malformed; valid until this returns.
         *
         * @return false to read no further: the connection is to be closed
         */
        boolean message(SipMessage message);

        /** A double CRLF, which wants a single one back. */
        void keepAlive();
    }

    /** An unfinished message and, behind it, the part that was fed last: what one stream holds at most. */
    public static final int MAX_HELD_BYTES = 2 * SipParser.MAX_MESSAGE_BYTES;

    /** A buffer that grew beyond this is let go between messages. */
    private static final int KEPT_BYTES = 4 * 1024;
    private static final byte[] KEEP_ALIVE = {'\r', '\n', '\r', '\n'};
    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int start;
    private int end;
    /** Up to here, seen from {@link #start}, no end of the headers was found. */
    private int scanned;
    /** Bytes of the message that is being received; 0 until its headers are there. */
    private int needed;
    private int keepAliveBytes;

    /**
     * Takes the next part of the stream and hands over each message that it completes.
     *
     * @param parser the worker's own; its message is the one handed over
     * @return false when the stream can't be read on: its framing is lost (that message has been handed over), or the sink said so
     */
    public boolean feed(byte[] bytes, int offset, int length, SipParser parser, Sink sink) {
        append(bytes, offset, length);
        while (skipLineEnds(sink)) {
            if (needed == 0 && !hasHeaders()) {
                boolean tooLarge = end - start >= SipParser.MAX_MESSAGE_BYTES;
                if (tooLarge) {
                    sink.message(parser.parse(buffer, start, end - start, Framing.STREAM));
                }
                return !tooLarge;
            }
            if (end - start < needed) {
                return true;
            }
            SipMessage message = parser.parse(buffer, start, end - start, Framing.STREAM);
            if (!message.separable) {
                sink.message(message);
                return false;
            }
            needed = message.neededBytes;
            if (end - start >= needed) {
                start += needed;
                needed = 0;
                scanned = 0;
                if (!sink.message(message)) {
                    return false;
                }
            }
        }
        if (buffer.length > KEPT_BYTES) {
            buffer = NOTHING;
        }
        start = 0;
        end = 0;
        return true;
    }

    /** Whether a message has begun and not ended: such a state is bounded in time by the connection. */
    public boolean isMidMessage() {
        return end > start;
    }

    /** What the stream takes of memory. */
    public int heldBytes() {
        return buffer.length;
    }

    private void append(byte[] bytes, int offset, int length) {
        if (buffer.length - end < length) {
            int kept = end - start;
            byte[] room = buffer.length - kept < length ? new byte[Math.max(KEPT_BYTES, Math.max(kept + length, 2 * kept))] : buffer;
            System.arraycopy(buffer, start, room, 0, kept);
            buffer = room;
            start = 0;
            end = kept;
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    /** Between messages: skips line ends (7.5) and finds keep-alives among them. False when nothing else is there. */
    private boolean skipLineEnds(Sink sink) {
        if (scanned > 0 || needed > 0) {
            return true;
        }
        while (start < end && (buffer[start] == '\r' || buffer[start] == '\n')) {
            byte b = buffer[start++];
            keepAliveBytes = b == KEEP_ALIVE[keepAliveBytes] ? keepAliveBytes + 1 : b == '\r' ? 1 : 0;
            if (keepAliveBytes == KEEP_ALIVE.length) {
                keepAliveBytes = 0;
                sink.keepAlive();
            }
        }
        if (start < end) {
            keepAliveBytes = 0;
        }
        return start < end;
    }

    private boolean hasHeaders() {
        int lastStart = end - KEEP_ALIVE.length;
        for (int at = start + scanned; at <= lastStart; at++) {
            if (Grammar.same(buffer, at, KEEP_ALIVE, 0, KEEP_ALIVE.length)) { // an empty line is CRLF behind a line's CRLF
                return true;
            }
        }
        scanned = Math.max(1, lastStart + 1 - start);
        return false;
    }
}
