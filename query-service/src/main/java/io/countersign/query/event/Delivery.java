package io.countersign.query.event;

/** What a fold does with an event: one may come again when an operator sets the position back, and a hole in a history stops the partition. */
public enum Delivery {
    /** Folded before: the state stays, the output is sent again. */
    REPEATED,
    /** The next one: folded now. */
    NEXT;

    /**
     * Compares an event's sequence with the last one that was folded (0: none).
     *
     * @throws VersionGapException when events between the two are missing
     */
    public static Delivery of(String aggregateId, long known, long sequence) {
        if (sequence <= known) {
            return REPEATED;
        }
        if (sequence > known + 1) {
            throw new VersionGapException(aggregateId, known, sequence);
        }
        return NEXT;
    }
}
