package io.countersign.sip.transport;

import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Source;
import io.countersign.sip.transport.SipHandler.Disposition;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one worker thread reuses for all its messages: parser, handler and answer. Owned by that thread. */
final class MessageWorker {
    private static final Logger LOG = LoggerFactory.getLogger(MessageWorker.class);
    private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    /** A clock read twice for each message would be seen in what a message costs. */
    static final int TIMED_EACH = 16;

    private static final int BUFFER_BYTES = 64 * 1024; // a datagram is never longer

    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final SipParser parser = new SipParser();
    private final ResponseWriter out = new ResponseWriter();
    private final SipHandler handler;
    private final TransportCounters counters;
    private int untimed;
    private long loggedAtNanos = System.nanoTime() - LOG_INTERVAL_NANOS;

    MessageWorker(SipHandler handler, TransportCounters counters) {
        this.handler = handler;
        this.counters = counters;
    }

    /** Room for what was just received. */
    byte[] bytes() {
        return bytes;
    }

    SipParser parser() {
        return parser;
    }

    ResponseWriter out() {
        return out;
    }

    /** The messages that follow have arrived together. */
    void beginBatch() {
        handler.beginBatch();
    }

    /**
     * Lets the handler judge. A fault of the handler costs this message its answer and nothing else: a packet must never be able to
     * stop a worker.
     */
    Disposition judge(SipMessage message, Source source) {
        counters.received.increment();
        out.clear();
        if (++untimed < TIMED_EACH) {
            return handle(message, source);
        }
        untimed = 0;
        long began = System.nanoTime();
        Disposition disposition = handle(message, source);
        counters.judged(System.nanoTime() - began);
        return disposition;
    }

    private Disposition handle(SipMessage message, Source source) {
        Disposition disposition;
        try {
            disposition = handler.handle(message, source, out);
        } catch (Throwable fault) {
            counters.handlerFaults.increment();
            log("handler_fault", fault, source);
            return Disposition.DROP;
        }
        if (out.isOverflowed()) {
            counters.overflowedAnswers.increment();
            return disposition == Disposition.ANSWER_AND_CLOSE ? Disposition.CLOSE : Disposition.DROP;
        }
        return disposition;
    }

    /** Tells the handler that nothing more comes of a connection. */
    void connectionClosed(Source source) {
        try {
            handler.connectionClosed(source.connectionId());
        } catch (RuntimeException fault) {
            counters.handlerFaults.increment();
            log("handler_fault", fault, source);
        }
    }

    /** Where it happened, not what was in the message: an exception's text may quote it. At most one line a second. */
    void log(String event, Throwable fault, Source source) {
        long now = System.nanoTime();
        if (now - loggedAtNanos >= LOG_INTERVAL_NANOS) {
            loggedAtNanos = now;
            StackTraceElement[] trace = fault.getStackTrace();
            LOG.error("event={} transport={} fault={} at={} total={}", event, source.transport(), fault.getClass().getName(),
                    trace.length == 0 ? "unknown" : trace[0], counters.handlerFaults() + counters.ioFaults());
        }
    }
}
