package io.countersign.command.aggregate;

/** The event store holds something that this build can't read: it must not be passed over. */
public final class UnknownFormException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownFormException(String type, String revision) {
        super("a stored event of type " + type + ", revision " + revision + " (expected: a form that this build knows)");
    }
}
