package io.countersign.systemtests.fault;

import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** One fault: when it began, and when every process ran again; {@link System#nanoTime}. */
record Happened(Fault fault, long beganNanos, long endedNanos) {

    Duration took() {
        return Duration.ofNanos(endedNanos - beganNanos);
    }

    /** From when on clients may expect writes to come back. */
    private long sinceNanos() {
        return switch (fault.writesBack().since()) {
            case BEGINNING -> beganNanos;
            case END -> endedNanos;
        };
    }

    /** When writes must be back. */
    private long deadlineNanos() {
        return sinceNanos() + Duration.ofSeconds(fault.writesBack().seconds()).toNanos();
    }

    /**
     * Which fault a wait is to be put down to: of those that had begun before it ended, and whose deadline had not passed
     * when it began, the one with the latest deadline; where there is none, the last that had begun.
     */
    static Happened causeOf(Span wait, List<Happened> all) {
        List<Happened> begun = all.stream().filter(it -> it.beganNanos < wait.endedNanos()).toList();
        return begun.stream()
                .filter(it -> it.deadlineNanos() > wait.beganNanos())
                .max(Comparator.comparingLong(Happened::deadlineNanos))
                .orElseGet(() -> begun.isEmpty() ? all.getFirst() : begun.getLast());
    }

    /** How much of a wait came after the fault had begun. */
    Duration partOf(Span wait) {
        return Duration.ofNanos(wait.waitedNanosSince(beganNanos));
    }

    /** Whether a wait that was put down to it was not too long. */
    boolean allows(Span wait) {
        return wait.waitedNanosSince(sinceNanos()) <= Duration.ofSeconds(fault.writesBack().seconds()).toNanos();
    }
}
