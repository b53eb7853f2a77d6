package io.countersign.query.view;

import io.countersign.rest.error.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that wait until a view has seen an event; the view's processor completes them after its put. Safe for use by
 * several threads: request threads add and remove, stream threads complete. Whoever waits registers first and reads the
 * store afterwards, so an event between the two is not missed.
 */
public final class SeenWaiters {
    private static final int MAX_WAITERS = 10_000;

    private final Map<String, Set<Waiter>> byAggregate = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Someone who waits; closed when the wait is over, whatever its end. */
    public final class Waiter implements AutoCloseable {
        private final String aggregateId;
        private final long sequence;
        private final CompletableFuture<Void> seen = new CompletableFuture<>();

        private Waiter(String aggregateId, long sequence) {
            this.aggregateId = aggregateId;
            this.sequence = sequence;
        }

        public String aggregateId() {
            return aggregateId;
        }

        /** Completes once the view contains the awaited event. */
        public CompletableFuture<Void> seen() {
            return seen;
        }

        /** Tells how far the view is. */
        public void reached(long sequenceSeen) {
            if (sequenceSeen >= sequence) {
                seen.complete(null);
            }
        }

        @Override
        public void close() {
            byAggregate.computeIfPresent(aggregateId, (id, waiters) -> {
                if (waiters.remove(this)) {
                    size.decrementAndGet();
                }
                return waiters.isEmpty() ? null : waiters;
            });
        }
    }

    /**
     * Begins to wait.
     *
     * @throws ApiException 503 when too many wait already
     */
    public Waiter register(String aggregateId, long sequence) {
        if (size.incrementAndGet() > MAX_WAITERS) {
            size.decrementAndGet();
            throw ApiException.unavailable("Too many requests wait for their write.", Duration.ofSeconds(1));
        }
        Waiter waiter = new Waiter(aggregateId, sequence);
        byAggregate.compute(aggregateId, (id, waiters) -> {
            Set<Waiter> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    /** How many wait. */
    public int waiting() {
        return size.get();
    }

    /** Called by the processor after its put. */
    public void advanced(String aggregateId, long sequence) {
        Set<Waiter> waiters = byAggregate.get(aggregateId);
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.reached(sequence));
        }
    }
}
