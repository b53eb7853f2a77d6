package io.countersign.sip.decision;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many messages ended how. Shared by all workers: adders don't contend. */
public final class OutcomeCounts {
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final Map<FailureReason, LongAdder> reasons = new EnumMap<>(FailureReason.class);
    private final LongAdder amplifying = new LongAdder();
    private final LongAdder reducedChallenges = new LongAdder();

    public OutcomeCounts() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        for (FailureReason reason : FailureReason.values()) {
            reasons.put(reason, new LongAdder());
        }
    }

    void ended(Outcome outcome) {
        adder(outcomes, outcome).increment();
    }

    void refused(FailureReason reason) {
        adder(reasons, reason).increment();
    }

    void withheldAsAmplifying() {
        amplifying.increment();
    }

    void reducedChallenge() {
        reducedChallenges.increment();
    }

    public long of(Outcome outcome) {
        return outcome == Outcome.REFUSED
                ? reasons.values().stream().mapToLong(LongAdder::sum).sum()
                : adder(outcomes, outcome).sum();
    }

    public long of(FailureReason reason) {
        return adder(reasons, reason).sum();
    }

    /** Answers that were not sent because they would have been too large for their request. */
    public long amplifying() {
        return amplifying.sum();
    }

    /** Challenges that were cut to one algorithm for the same reason. */
    public long reducedChallenges() {
        return reducedChallenges.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key), "every value has an adder");
    }
}
