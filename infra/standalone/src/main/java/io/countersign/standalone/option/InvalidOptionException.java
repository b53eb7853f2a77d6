package io.countersign.standalone.option;

/** A value, a port or a folder that the run can't work with; the message is the one line that the user sees. */
public final class InvalidOptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidOptionException(String message) {
        super(message);
    }
}
