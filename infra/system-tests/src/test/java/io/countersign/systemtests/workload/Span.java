package io.countersign.systemtests.workload;

/** From a request's first try to its answer; {@link System#nanoTime}. Tries are at least one. */
public record Span(long beganNanos, long endedNanos, int tries) {

    public long nanos() {
        return endedNanos - beganNanos;
    }

    /** How long it kept its client waiting from a moment on; 0 when it was over by then. */
    public long waitedNanosSince(long momentNanos) {
        return Math.max(0, endedNanos - Math.max(beganNanos, momentNanos));
    }
}
