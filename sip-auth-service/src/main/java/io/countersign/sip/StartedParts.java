package io.countersign.sip;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Parts that were started one after the other. They end in the opposite order, all of them, whatever the end of one throws. */
final class StartedParts {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes in a part that has just been started. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** @throws IOException holds, as suppressed, what the ends of parts threw */
    void end() throws IOException {
        IOException failure = new IOException("not every part could be ended");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure.addSuppressed(e);
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
