package io.countersign.command.aggregate;

import io.countersign.command.decision.Refusal;

/**
 * What came of a command, for the one who sent it.
 *
 * @param <S> the aggregate's state
 */
public sealed interface CommandOutcome<S> {
    /** Accepted; the aggregate is in this state now. */
    record Done<S>(S state) implements CommandOutcome<S> {}

    /** Refused; nothing has changed. */
    record Refused<S>(Refusal refusal) implements CommandOutcome<S> {}
}
