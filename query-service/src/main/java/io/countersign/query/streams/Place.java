package io.countersign.query.streams;

/** Where a part of a store is owned: which instance folds its partition. */
public sealed interface Place {
    /** By this instance. */
    record Here() implements Place {}

    /** By another one; {@code address} is its {@code host:port}. */
    record Elsewhere(String address) implements Place {}

    /** By nobody that is known now. */
    record Unknown() implements Place {}
}
