package io.countersign.command.web;

import io.countersign.command.aggregate.AggregateGateway;
import io.countersign.command.execution.WriteTransaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What every controller that writes needs. */
final class WriteRoutes {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_CHARS = 12;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    final WriteTransaction writes;
    final AggregateGateway aggregates;
    final IdempotencyHeader idempotency;
    final Answers answers;
    final Replies replies;

    WriteRoutes(
            Clock clock,
            WriteTransaction writes,
            AggregateGateway aggregates,
            IdempotencyHeader idempotency,
            Answers answers,
            Replies replies) {
        this.clock = clock;
        this.writes = writes;
        this.aggregates = aggregates;
        this.idempotency = idempotency;
        this.answers = answers;
        this.replies = replies;
    }

    /** The time of a decision: what is published and answered knows milliseconds. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A new id with this prefix. */
    String newId(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    SecureRandom random() {
        return random;
    }
}
