package io.countersign.command.idempotency;

/** What is known of a request that wants to be done once. */
public sealed interface IdempotencyLookup {
    /** Never seen, or longer ago than answers are kept: do it. */
    record First() implements IdempotencyLookup {}

    /** Done before: this was the answer. */
    record Repeated(StoredResponse answer) implements IdempotencyLookup {}

    /** The key was used for another request. */
    record Reused() implements IdempotencyLookup {}

    /** Another instance is doing it right now. */
    record Running() implements IdempotencyLookup {}
}
