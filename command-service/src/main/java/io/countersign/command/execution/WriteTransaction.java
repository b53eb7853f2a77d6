package io.countersign.command.execution;

import io.countersign.command.idempotency.IdempotencyLookup;
import io.countersign.command.idempotency.IdempotentAnswers;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.command.idempotency.RunningRequests;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One request that writes, in one transaction: idempotency look-up, the work, the kept answer. A refused one writes
 * nothing, so it is decided anew when it is sent again.
 */
public final class WriteTransaction {
    private final CommandExecutor executor;
    private final IdempotentAnswers answers;
    private final RunningRequests running = new RunningRequests();

    public WriteTransaction(CommandExecutor executor, IdempotentAnswers answers) {
        this.executor = executor;
        this.answers = answers;
    }

    /** Runs the work; it must send its commands to this aggregate only. */
    public CompletableFuture<Reply> run(String aggregateId, Optional<IdempotentRequest> idempotent, Supplier<Reply> work) {
        if (idempotent.isEmpty()) {
            return executor.submit(aggregateId, work);
        }
        IdempotentRequest request = idempotent.get();
        if (!running.begin(request)) {
            return CompletableFuture.completedFuture(new Reply.KeyRunning());
        }
        return executor.submit(aggregateId, () -> once(request, work)).whenComplete((_, _) -> running.end(request));
    }

    private Reply once(IdempotentRequest request, Supplier<Reply> work) {
        return switch (answers.claim(request)) {
            case IdempotencyLookup.Running _ -> new Reply.KeyRunning();
            case IdempotencyLookup.Reused _ -> new Reply.KeyReused();
            case IdempotencyLookup.Repeated repeated -> new Reply.Repeated(repeated.answer());
            case IdempotencyLookup.First _ -> {
                Reply reply = work.get();
                if (reply instanceof Reply.Done done) {
                    answers.keep(request, done.answer());
                }
                yield reply;
            }
        };
    }
}
