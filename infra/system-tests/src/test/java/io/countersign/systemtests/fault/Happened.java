package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.fault.Fault.Victims;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One fault: when it began, and when every process ran again; {@link System#nanoTime}. */
record Happened(Fault fault, long beganNanos, long endedNanos) {
    /** A broker starts meanwhile, or one of several takes over. */
    private static final Duration HEARS_AGAIN_WITHIN = Duration.ofSeconds(10);
    /** What a request may take where all is well. */
    static final Duration AT_ANY_TIME = Duration.ofSeconds(10);

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

    boolean hitsWhatWritesNeed() {
        return fault.victims().areNeededByWrites();
    }

    boolean hitsWhatReadsNeed() {
        return fault.victims().areNeededByReads();
    }

    /** When what needs its victims must be answered again. */
    private long deadlineNanos() {
        long since = switch (fault.back().since()) {
            case BEGINNING -> beganNanos;
            case END -> endedNanos;
        };
        return since + Duration.ofSeconds(fault.back().seconds()).toNanos();
    }

    /**
     * When a wait must have been over at the latest: {@link #AT_ANY_TIME} after its beginning, or by the deadline of a fault,
     * whatever its victims, that began before that; and so on with each fault of what the request needs that began before the
     * deadline so far. One that began later came to a request that was late already.
     *
     * @param all in the order of their beginning
     * @param needs whether the request needs the victims of a fault
     */
    static long deadlineNanos(Span wait, List<Happened> all, Predicate<Happened> needs) {
        long soon = wait.beganNanos() + AT_ANY_TIME.toNanos();
        long deadline = soon;
        for (Happened it : all) {
            if (it.beganNanos < (needs.test(it) ? deadline : soon)) {
                deadline = Math.max(deadline, it.deadlineNanos());
            }
        }
        return deadline;
    }

    /**
     * Which fault a wait is put down to: of those that had begun before it ended, and whose deadline had not passed when it
     * began, the first; empty where there is none.
     */
    static Optional<Happened> causeOf(Span wait, List<Happened> needed) {
        return needed.stream()
                .filter(it -> it.beganNanos < wait.endedNanos() && it.deadlineNanos() > wait.beganNanos())
                .findFirst();
    }

    /** How much of a wait came after the fault had begun. */
    Duration partOf(Span wait) {
        return Duration.ofNanos(wait.waitedNanosSince(beganNanos));
    }
}
