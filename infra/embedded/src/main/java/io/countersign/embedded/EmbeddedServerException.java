package io.countersign.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server that could not be prepared, started or ended; the message says what was seen. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedServerException(String message) {
        this(message, null);
    }

    public EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
