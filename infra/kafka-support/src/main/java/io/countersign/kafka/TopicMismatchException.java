package io.countersign.kafka;

import java.util.List;

/** Topics that exist are not as the catalogue says; the message names each difference and what was expected. */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TopicMismatchException(List<String> differences) {
        super(String.join("; ", differences));
    }
}
