package io.countersign.command.relay;

/** Kafka holds a position that this event store never wrote. */
final class KafkaAheadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaAheadException(Position position) {
        super("Kafka's position is transaction " + position.transactionId() + ", row " + position.globalIndex()
                + ", which PostgreSQL doesn't hold (expected: a row of the event store; was an old backup restored?)");
    }
}
