package io.countersign.command.relay;

/**
 * A place in the order in which rows go to Kafka: after the row with these numbers.
 *
 * @param transactionId xid8 of the PostgreSQL transaction that wrote the row
 * @param globalIndex of the row
 */
record Position(long transactionId, long globalIndex) {
    /** Before every row. */
    static final Position ZERO = new Position(0, 0);

    boolean isZero() {
        return equals(ZERO);
    }
}
