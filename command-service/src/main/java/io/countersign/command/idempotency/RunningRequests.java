package io.countersign.command.idempotency;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that this instance is busy with, so that a repetition is told at once instead of waiting for the aggregate's
 * lock. Used by all threads.
 */
public final class RunningRequests {
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Whether nobody was busy with it; if so, {@link #end} must follow. */
    public boolean begin(IdempotentRequest request) {
        return names.add(request.lockName());
    }

    public void end(IdempotentRequest request) {
        names.remove(request.lockName());
    }
}
