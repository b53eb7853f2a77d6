package io.countersign.command.execution;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs each command in this order: room, its turn (of its aggregate, and of all by arrival), and then only a connection with
 * its transaction. Once admitted it runs to its end, whatever becomes of the HTTP request.
 *
 * <p>A command waits in a queue and not on a thread. Its transaction runs on one of a few platform threads, as many as there
 * are connections for commands: they live on, and with them what libraries keep for each thread (the sealing library a random
 * generator that costs more to make than a command to decide), and they wait for PostgreSQL without a poller between.
 */
public final class CommandExecutor implements AutoCloseable {
    private static final int QUEUED = 256;
    /**
     * For its turn: longer than the longest transaction (5 s), and with a connection's 3 s, a transaction's 5 s and the 10 s
     * that a client may prefer to wait for the nodes below the 30 s of the front door.
     */
    static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

    private final CommandQueue queue;
    private final TransactionTemplate transactions;
    private final Duration turnTimeout;
    private final ExecutorService transacting;

    /** With so many commands that have a connection at a time. */
    public CommandExecutor(TransactionTemplate transactions, int working) {
        this(transactions, working, TURN_TIMEOUT);
    }

    CommandExecutor(TransactionTemplate transactions, int working, Duration turnTimeout) {
        this.transactions = transactions;
        this.turnTimeout = turnTimeout;
        this.queue = new CommandQueue(working + QUEUED);
        this.transacting = Executors.newFixedThreadPool(
                working, Thread.ofPlatform().name("transaction-", 0).daemon().factory());
        for (int i = 0; i < working; i++) {
            transacting.execute(this::work);
        }
    }

    /**
     * Runs the work in a transaction, alone on its aggregate (as far as this instance goes).
     *
     * @return fails with {@link OverloadedException} at once when there is no room
     */
    public <T> CompletableFuture<T> submit(String aggregateId, Supplier<T> work) {
        Command<T> command = new Command<>(aggregateId, work);
        if (!queue.offer(command)) {
            return CompletableFuture.failedFuture(new OverloadedException("too many commands at once"));
        }
        command.waitFor(turnTimeout);
        return command.answer;
    }

    /** Commands inside: waiting or working. */
    public int inside() {
        return queue.inside();
    }

    /** Until the end: an interrupt that was meant for a command's work must not cost the thread. */
    private void work() {
        while (true) {
            try {
                CommandQueue.Turn next = queue.take();
                if (next == null) {
                    return;
                }
                next.come();
            } catch (InterruptedException e) {
                if (transacting.isShutdown()) {
                    Thread.currentThread().interrupt();
                    return;
                }
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
        queue.close();
        transacting.shutdown();
        try {
            if (!transacting.awaitTermination(DRAIN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                transacting.shutdownNow();
            }
        } catch (InterruptedException e) {
            transacting.shutdownNow();
            Thread.currentThread().interrupt();
        }
        queue.waiting().forEach(CommandQueue.Turn::giveUp);
    }

    /** One command: that its turn came, or didn't in time, is decided once. */
    private final class Command<T> extends CommandQueue.Turn {
        private final Supplier<T> work;
        private final CompletableFuture<Boolean> turn = new CompletableFuture<>();
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        private Command(String aggregateId, Supplier<T> work) {
            super(aggregateId);
            this.work = work;
        }

        private void waitFor(Duration timeout) {
            var _ = turn.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS).thenAccept(came -> {
                if (!came) {
                    queue.leave(this);
                    answer.completeExceptionally(new OverloadedException("its turn did not come"));
                }
            });
        }

        /** Its aggregate is free for the next before anything is made of the answer. */
        @Override
        void come() {
            if (!turn.complete(true)) {
                return; // too late: it has left
            }
            try {
                T result;
                try {
                    result = transact(work);
                } finally {
                    queue.leave(this);
                }
                answer.complete(result);
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        @Override
        void giveUp() {
            turn.complete(false);
        }
    }
}
