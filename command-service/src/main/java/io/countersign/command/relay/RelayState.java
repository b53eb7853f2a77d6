package io.countersign.command.relay;

/** What the relay of this instance is doing. */
public enum RelayState {
    /** Not started, or ended. */
    STOPPED,
    /** Another instance leads; this one tries to. */
    FOLLOWING,
    /** Leader; opens its producer and reads its position. */
    STARTING,
    /** Leader; rows are sent as they are committed. */
    LEADING,
    /** An error; begins again in a moment. */
    FAILING,
    /** Kafka holds a position that PostgreSQL doesn't know, as after the restoring of an old backup: a person must decide. */
    KAFKA_AHEAD
}
