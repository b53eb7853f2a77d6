package io.countersign.sip.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** What a transport did since it started; counted by many threads, read by metrics. */
public final class TransportCounters {
    final LongAdder received = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder keepAlives = new LongAdder();
    final LongAdder handlerFaults = new LongAdder();
    final LongAdder ioFaults = new LongAdder();
    final LongAdder overflowedAnswers = new LongAdder();
    final LongAdder crowdedOutConnections = new LongAdder();
    final LongAdder timedOutConnections = new LongAdder();
    final LongAdder openConnections = new LongAdder();
    private final Map<ConnectionRefusal, LongAdder> refusedConnections = new EnumMap<>(ConnectionRefusal.class);
    private volatile LongConsumer judgements = nanos -> {};

    TransportCounters() {
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            refusedConnections.put(reason, new LongAdder());
        }
    }

    /** From now on told how many nanoseconds it took to judge a message, for one of {@value MessageWorker#TIMED_EACH}; it must not block. */
    public void observeJudgements(LongConsumer observer) {
        judgements = observer;
    }

    void refused(ConnectionRefusal reason) {
        ofReason(reason).increment();
    }

    void judged(long nanos) {
        judgements.accept(nanos);
    }

    /** Messages handed to a handler, malformed ones among them. */
    public long received() {
        return received.sum();
    }

    /** Answers handed to the system. */
    public long answered() {
        return answered.sum();
    }

    /** Datagrams without a message, CRLF pings on streams. */
    public long keepAlives() {
        return keepAlives.sum();
    }

    /** Messages whose handler threw. */
    public long handlerFaults() {
        return handlerFaults.sum();
    }

    /** Failed receives and sends. */
    public long ioFaults() {
        return ioFaults.sum();
    }

    /** Answers that did not fit and were not sent. */
    public long overflowedAnswers() {
        return overflowedAnswers.sum();
    }

    /** Connections closed at once for that reason. */
    public long refusedConnections(ConnectionRefusal reason) {
        return ofReason(reason).sum();
    }

    /** Connections of strangers closed because more would have been kept for all of them than may be. */
    public long crowdedOutConnections() {
        return crowdedOutConnections.sum();
    }

    /** Connections closed for being idle, or slow in sending a message or in reading an answer. */
    public long timedOutConnections() {
        return timedOutConnections.sum();
    }

    public long openConnections() {
        return openConnections.sum();
    }

    private LongAdder ofReason(ConnectionRefusal reason) {
        return Objects.requireNonNull(refusedConnections.get(reason));
    }
}
