package io.countersign.command.aggregate;

import io.countersign.command.account.Account;
import io.countersign.command.account.AccountCommand;
import io.countersign.command.account.AccountId;
import io.countersign.command.decision.Decision;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand;
import java.time.Instant;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sends a command through Axon's bus, inside the PostgreSQL transaction that the calling thread is in, under the aggregate's
 * lock.
 */
public final class AggregateGateway {
    private final CommandBus bus;
    private final JdbcOperations statements;
    private final SnapshotMemory memory;
    private final StoredSnapshots snapshots;
    private final CommitListener commits;
    private final CommandMetrics metrics;

    AggregateGateway(
            CommandBus bus,
            JdbcOperations statements,
            SnapshotMemory memory,
            StoredSnapshots snapshots,
            CommitListener commits,
            CommandMetrics metrics) {
        this.bus = bus;
        this.statements = statements;
        this.memory = memory;
        this.snapshots = snapshots;
        this.commits = commits;
        this.metrics = metrics;
    }

    public CommandOutcome<Account> send(AccountCommand command, Cause cause, Instant now) {
        String id = command.account().text();
        CommandMetrics.Measurement measurement = metrics.begin(command);
        AggregateLock.take(statements, id, memory.version(id));
        CommandResult<?, ?> handled = dispatch(new AccountAggregate.Request(id, command, now), cause);
        Account state = (Account) handled.state();
        return conclude(measurement, id, handled.decision(), new Snapshot.OfAccount(state), state);
    }

    public CommandOutcome<Trunk> send(TrunkCommand command, Cause cause, Instant now) {
        String id = command.trunk().text();
        CommandMetrics.Measurement measurement = metrics.begin(command);
        AggregateLock.take(statements, id, memory.version(id));
        CommandResult<?, ?> handled = dispatch(new TrunkAggregate.Request(id, command, now), cause);
        Trunk state = (Trunk) handled.state();
        return conclude(measurement, id, handled.decision(), new Snapshot.OfTrunk(state), state);
    }

    /** Whether the account exists; accounts are never removed. */
    public boolean exists(AccountId account) {
        return memory.find(account.text()).filter(snapshot -> snapshot.version() > 0).isPresent()
                || Boolean.TRUE.equals(statements.queryForObject(
                        "select exists (select from command.event where aggregate_id = ? and sequence = 0)", Boolean.class, account.text()));
    }

    private CommandResult<?, ?> dispatch(Object request, Cause cause) {
        FutureCallback<Object, Object> answer = new FutureCallback<>();
        CommandMessage<Object> message = GenericCommandMessage.asCommandMessage(request).andMetaData(cause.metaData());
        bus.dispatch(message, answer);
        // SimpleCommandBus has handled it on this thread: the answer is there
        CommandResultMessage<?> result = answer.getNow(null);
        if (result == null) {
            throw new IllegalStateException("the bus has not answered (expected: a bus that handles on the caller's thread)");
        }
        if (result.isExceptional()) {
            throw failure(result.exceptionResult());
        }
        return (CommandResult<?, ?>) result.getPayload();
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException runtime
                ? runtime
                : new CommandExecutionException("a command handler failed", cause);
    }

    private <S> CommandOutcome<S> conclude(
            CommandMetrics.Measurement measurement, String id, Decision<?> decision, Snapshot after, S state) {
        return switch (decision) {
            case Decision.Refused<?> refused -> {
                measurement.decided(CommandMetrics.Outcome.REFUSED);
                afterCommit(() -> memory.remember(id, after));
                yield new CommandOutcome.Refused<>(refused.refusal());
            }
            case Decision.Accepted<?> accepted -> {
                measurement.decided(CommandMetrics.Outcome.ACCEPTED);
                snapshots.storeWhenDue(id, after.version() - accepted.events().size(), after);
                afterCommit(() -> {
                    memory.remember(id, after);
                    commits.committed(id, after.version());
                });
                yield new CommandOutcome.Done<>(state);
            }
        };
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
