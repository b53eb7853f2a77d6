package io.countersign.query.event;

/** A branch of an event's union that this build doesn't fold: the partition stops rather than skip a fact. */
public final class UnknownFactException extends UnfoldableEventException {
    private static final long serialVersionUID = 1L;

    public UnknownFactException(Class<?> payload) {
        super("a " + payload.getName() + " (expected: a fact that this build folds)");
    }
}
