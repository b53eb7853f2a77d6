package io.countersign.command.execution;

import io.countersign.command.decision.Refusal;
import io.countersign.command.idempotency.StoredResponse;

/** What a request that writes comes to. */
public sealed interface Reply {
    /** Done now. */
    record Done(StoredResponse answer) implements Reply {}

    /** Done before, under the same idempotency key. */
    record Repeated(StoredResponse answer) implements Reply {}

    /** Refused by a rule. */
    record Refused(Refusal refusal) implements Reply {}

    /** The idempotency key belongs to another request. */
    record KeyReused() implements Reply {}

    /** A request with this idempotency key is still running. */
    record KeyRunning() implements Reply {}
}
