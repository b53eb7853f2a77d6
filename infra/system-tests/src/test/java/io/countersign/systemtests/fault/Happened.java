package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.fault.Fault.Victims;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One fault: when it began, and when every process ran again; {@link System#nanoTime}. */
record Happened(Fault fault, long beganNanos, long endedNanos) {
    /** A broker starts meanwhile, or one of several takes over. */
    private static final Duration HEARS_AGAIN_WITHIN = Duration.ofSeconds(10);

    Duration took() {
        return Duration.ofNanos(endedNanos - beganNanos);
    }

    /** When instances may have been away from Kafka because of it: it or they didn't run. What was killed reads all of it before it serves. */
    Optional<Deafness> deafness() {
        boolean isPause = fault.kills() == 0;
        return isPause || fault.victims() == Victims.BROKERS
                ? Optional.of(new Deafness(beganNanos, endedNanos + HEARS_AGAIN_WITHIN.toNanos()))
                : Optional.empty();
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
