package io.countersign.command.aggregate;

import io.countersign.command.decision.Decision;

/**
 * What came of a command.
 *
 * @param state the aggregate's state after it
 */
record CommandResult<S, E>(Decision<E> decision, S state) {}
