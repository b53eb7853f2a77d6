package io.countersign.rest.key;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Requests that wait for the row of a key, or for its end. May be called by any thread. */
final class Arrivals {
    private final Map<String, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

    /**
     * Completes when what is waited for comes to this key, or after the timeout.
     *
     * @param isThere looks at the rows once more, so that what comes before the wait begins is not missed
     */
    CompletableFuture<Void> await(String keyId, Duration timeout, BooleanSupplier isThere) {
        CompletableFuture<Void> arrival = new CompletableFuture<>();
        waiting.compute(keyId, (id, known) -> {
            Set<CompletableFuture<Void>> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(arrival);
            return all;
        });
        if (isThere.getAsBoolean()) {
            arrival.complete(null);
        }
        return arrival.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> remove(keyId, arrival));
    }

    /** What was waited for has come to this key. */
    void arrived(String keyId) {
        Set<CompletableFuture<Void>> all = waiting.remove(keyId);
        if (all != null) {
            all.forEach(arrival -> arrival.completeAsync(() -> null)); // not on the caller's thread: a request goes on there
        }
    }

    @SuppressWarnings("UndefinedEquals") // this one is meant, not one that is equal
    private void remove(String keyId, CompletableFuture<Void> arrival) {
        waiting.computeIfPresent(keyId, (id, all) -> {
            all.remove(arrival);
            return all.isEmpty() ? null : all;
        });
    }
}
