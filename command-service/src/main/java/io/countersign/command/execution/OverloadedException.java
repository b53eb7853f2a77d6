package io.countersign.command.execution;

/** Too many commands at once, or one that waited too long for its turn: nothing was done, it may be sent again. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadedException(String message) {
        super(message, null, false, false);
    }
}
