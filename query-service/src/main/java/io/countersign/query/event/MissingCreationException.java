package io.countersign.query.event;

/** A history that doesn't begin with its aggregate's creation: the partition stops rather than fold it. */
public final class MissingCreationException extends UnfoldableEventException {
    private static final long serialVersionUID = 1L;

    public MissingCreationException(String aggregateId) {
        super("the first event of " + aggregateId + " is none of its creation (expected: its creation)");
    }
}
