package io.countersign.bench.sip;

import io.countersign.bench.measure.Latencies;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came back. Owned by the thread that runs the load until the run ends. */
public final class LoadReport {
    private final Map<Integer, Long> answersByStatus = new TreeMap<>();
    private final Map<Trouble, Long> troubles = new EnumMap<>(Trouble.class);
    private final Latencies latencies = new Latencies();
    private Duration elapsed = Duration.ZERO;

    /** What should not happen. */
    public enum Trouble {
        /** No answer within the time-out. */
        TIMEOUT,
        /** An answer with a status that the mode doesn't expect. */
        UNEXPECTED_STATUS,
        /** A 401 that holds no well-formed challenge with the algorithm. */
        NO_CHALLENGE,
        /** An answer to a request that was given up, or answered already. */
        STRAY,
        /** Bytes that are no SIP response to one of ours. */
        MALFORMED,
        /** In an open loop: a start was due while all places waited for answers. */
        NO_PLACE,
        /** The kernel says that nobody listens there. */
        UNREACHABLE
    }

    void answered(int status) {
        answersByStatus.merge(status, 1L, Long::sum);
    }

    void completed(long nanos) {
        latencies.record(nanos);
    }

    void trouble(Trouble trouble) {
        troubles.merge(trouble, 1L, Long::sum);
    }

    void ended(Duration duration) {
        elapsed = duration;
    }

    /** Requests, or pairs of them, that were answered as they should be. */
    public long completed() {
        return latencies.count();
    }

    /** From the request to its answer; of a pair: from the first request to the last answer. */
    public Latencies latencies() {
        return latencies;
    }

    /** All that should not have happened. */
    public long troubles() {
        return troubles.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How long new requests were sent. */
    Duration elapsed() {
        return elapsed;
    }

    /** Completed requests, or pairs, in a second. */
    public double perSecond() {
        return elapsed.isZero() ? 0 : completed() * 1e9 / elapsed.toNanos();
    }

    /** All counts on one line. */
    public String counts() {
        String statuses = answersByStatus.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        String seen = troubles.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        return "completed=" + completed() + " answers: " + statuses + " troubles: " + (seen.isEmpty() ? "none" : seen);
    }
}
