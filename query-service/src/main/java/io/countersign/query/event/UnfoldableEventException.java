package io.countersign.query.event;

/** An event that can't be folded where it stands, now or later: it stops its partition. */
public abstract sealed class UnfoldableEventException extends RuntimeException
        permits VersionGapException, UnknownFactException, MissingCreationException {
    private static final long serialVersionUID = 1L;

    UnfoldableEventException(String message) {
        super(message);
    }
}
