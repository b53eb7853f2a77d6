package io.countersign.command.execution;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs each command in this order: room, the aggregate's lock, a permit, and then only a connection with its transaction.
 * Once admitted it runs to its end, whatever becomes of the HTTP request.
 *
 * <p>A command waits on a virtual thread of its own. Its transaction runs on one of a few platform threads, as many as there
 * are permits: they live on, and with them what libraries keep for each thread (the sealing library a random generator that
 * costs more to make than a command to decide), and they wait for PostgreSQL without a poller between.
 */
public final class CommandExecutor implements AutoCloseable {
    private static final int QUEUED = 256;
    /**
     * For lock and permit together: longer than the longest transaction (5 s), and with a connection's 3 s, a transaction's
     * 5 s and the 10 s that a client may prefer to wait for the nodes below the 30 s of the front door.
     */
    static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

    private final AdmissionControl admission;
    private final AggregateLocks locks = new AggregateLocks();
    private final TransactionTemplate transactions;
    private final Duration turnTimeout;
    private final ExecutorService waiting;
    private final ExecutorService transacting;

    /** With so many commands that have a connection at a time. */
    public CommandExecutor(TransactionTemplate transactions, int working) {
        this(transactions, working, TURN_TIMEOUT);
    }

    CommandExecutor(TransactionTemplate transactions, int working, Duration turnTimeout) {
        this.transactions = transactions;
        this.turnTimeout = turnTimeout;
        this.admission = new AdmissionControl(working, QUEUED);
        this.waiting = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("command-", 0).factory());
        this.transacting = Executors.newFixedThreadPool(
                working, Thread.ofPlatform().name("transaction-", 0).daemon().factory());
    }

    /**
     * Runs the work in a transaction, alone on its aggregate (as far as this instance goes).
     *
     * @return fails with {@link OverloadedException} at once when there is no room
     */
    public <T> CompletableFuture<T> submit(String aggregateId, Supplier<T> work) {
        if (!admission.enter()) {
            return CompletableFuture.failedFuture(new OverloadedException("too many commands at once"));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        waiting.execute(() -> {
            try {
                answer.complete(underLock(aggregateId, work));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.completeExceptionally(new OverloadedException("the service is ending"));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            } finally {
                admission.leave();
            }
        });
        return answer;
    }

    /** Commands inside: waiting or working. */
    public int inside() {
        return admission.inside();
    }

    private <T> T underLock(String aggregateId, Supplier<T> work) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + turnTimeout.toNanos();
        ReentrantLock lock = locks.of(aggregateId);
        if (!lock.tryLock(turnTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new OverloadedException("the aggregate is busy");
        }
        try {
            return withPermit(deadlineNanos, work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T withPermit(long deadlineNanos, Supplier<T> work) throws InterruptedException {
        if (!admission.acquire(Duration.ofNanos(deadlineNanos - System.nanoTime()))) {
            throw new OverloadedException("the store is busy");
        }
        try {
            return inTransaction(work);
        } finally {
            admission.release();
        }
    }

    /** There is a thread for each permit: none waits here for another's work. */
    private <T> T inTransaction(Supplier<T> work) throws InterruptedException {
        try {
            return transacting.submit(() -> transact(work)).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException("a command failed", e);
            }
        }
    }

    private <T> T transact(Supplier<T> work) {
        T result = transactions.execute(_ -> work.get());
        if (result == null) {
            throw new IllegalStateException("a command without a result (expected: an answer or a refusal)");
        }
        return result;
    }

    /** Takes no more, and lets those inside end. */
    @Override
    public void close() {
        waiting.shutdown();
        try {
            if (!waiting.awaitTermination(DRAIN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                waiting.shutdownNow();
            }
        } catch (InterruptedException e) {
            waiting.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            transacting.shutdownNow();
        }
    }
}
