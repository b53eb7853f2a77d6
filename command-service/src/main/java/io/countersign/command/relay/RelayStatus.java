package io.countersign.command.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What can be seen of the relay from outside. Written by its thread, read by all. */
public final class RelayStatus {
    private final Clock clock;
    private volatile RelayState state = RelayState.STOPPED;
    private volatile Instant lastSign;
    private volatile Optional<Instant> waitingSince = Optional.empty();
    private volatile String lastError = "";
    private volatile long backlog;
    private final LongAdder transactions = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final LongAdder failures = new LongAdder();

    RelayStatus(Clock clock) {
        this.clock = clock;
        this.lastSign = clock.instant();
    }

    public RelayState state() {
        return state;
    }

    /** Age of the oldest row that this instance, as the leader, knows of and has not sent. */
    public Duration lag() {
        return waitingSince
                .map(since -> Duration.between(since, clock.instant()))
                .filter(Duration::isPositive) // another instance's clock may be ahead
                .orElse(Duration.ZERO);
    }

    /** How long ago PostgreSQL or Kafka last did for it what it asked for. */
    public Duration silence() {
        return Duration.between(lastSign, clock.instant());
    }

    /** The kind of what went wrong last, which anybody may read; empty when nothing has since it last led. */
    public String lastError() {
        return lastError;
    }

    /** Events committed in PostgreSQL that this instance, as the leader, has not sent yet; about, where there are many. */
    public long backlog() {
        return backlog;
    }

    /** Transactions that Kafka has committed. */
    public long transactions() {
        return transactions.sum();
    }

    /** Events in them. */
    public long events() {
        return events.sum();
    }

    /** Times that it had to begin anew: PostgreSQL or Kafka failed, or the lead was lost. */
    public long failures() {
        return failures.sum();
    }

    void is(RelayState next) {
        state = next;
        if (next == RelayState.LEADING || next == RelayState.FOLLOWING) {
            lastError = "";
        }
        if (next == RelayState.FOLLOWING || next == RelayState.STOPPED) {
            waitingSince = Optional.empty();
            backlog = 0;
        }
    }

    void failed(RelayState next, String error) {
        state = next;
        lastError = error;
        failures.increment();
        if (waitingSince.isEmpty()) {
            waitingSince = Optional.of(lastSign); // since then it is not known what there is to send
        }
    }

    void alive() {
        lastSign = clock.instant();
    }

    void sent(int sentEvents) {
        transactions.increment();
        events.add(sentEvents);
    }

    void backlog(long unsent) {
        backlog = unsent;
    }

    /** When the oldest row that is not sent was written; empty when everything is. */
    void waitingSince(Optional<Instant> oldest) {
        waitingSince = oldest;
    }
}
