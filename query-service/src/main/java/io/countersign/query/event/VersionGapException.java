package io.countersign.query.event;

/** An event came whose predecessors are missing: the partition stops rather than fold a history with a hole. */
public final class VersionGapException extends UnfoldableEventException {
    private static final long serialVersionUID = 1L;

    public VersionGapException(String aggregateId, long known, long sequence) {
        super("event " + sequence + " of " + aggregateId + " after " + known + " (expected: " + (known + 1) + ")");
    }
}
