package io.countersign.sip.transport;

import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;

/**
 * Judges messages, one at a time, on the thread that received them: each worker thread has an instance of its own, so it
 * may keep digests and buffers without guarding them. It must not block. Malformed messages come too
 * ({@link SipMessage#defect()}), so that all that is answered or counted is decided in one place.
 */
public interface SipHandler {
    /** What the transport does next. */
    enum Disposition {
        /** Say nothing. */
        DROP,
        /** Send what the writer holds. */
        ANSWER,
        /** Say nothing and close the connection; the same as {@link #DROP} on UDP. */
        CLOSE,
        /** Send what the writer holds, then close the connection; the same as {@link #ANSWER} on UDP. */
        ANSWER_AND_CLOSE
    }

    /** Message, source and writer are valid until this returns. The writer is empty. */
    Disposition handle(SipMessage message, Source source, ResponseWriter out);

    /** Told by a transport that receives several messages at once, before each such batch; they may all count as arrived now. */
    default void beginBatch() {}

    /** A connection whose messages this instance handled is no more; called once, on the same thread. */
    default void connectionClosed(long connectionId) {}

    /** Makes the instance of one worker thread. */
    @FunctionalInterface
    interface Factory {
        SipHandler newHandler();
    }
}
