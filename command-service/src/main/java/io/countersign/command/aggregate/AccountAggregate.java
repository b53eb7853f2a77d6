package io.countersign.command.aggregate;

import io.countersign.command.account.Account;
import io.countersign.command.account.AccountCommand;
import io.countersign.command.account.AccountEvent;
import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Decision.Accepted;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** What Axon sees of an {@link Account}: made per command by the repository, used by its thread only. */
@AggregateRoot(type = AccountAggregate.TYPE)
final class AccountAggregate {
    static final String TYPE = "account";

    @AggregateIdentifier
    private final String id;

    private Account state = Account.ABSENT;

    AccountAggregate(String id) {
        this.id = id;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    CommandResult<Account, AccountEvent> handle(Request request, MetaData cause) {
        Decision<AccountEvent> decision = state.decide(request.command(), request.now());
        if (decision instanceof Accepted<AccountEvent> accepted) {
            accepted.events().forEach(event -> AggregateLifecycle.apply(event, cause));
        }
        return new CommandResult<>(decision, state);
    }

    @EventSourcingHandler
    void on(AccountEvent event) {
        state = state.evolve(event);
    }

    @EventSourcingHandler
    void on(Account snapshot) {
        state = snapshot;
    }

    @Override
    public String toString() {
        return id;
    }

    /** A command on its way. */
    record Request(@TargetAggregateIdentifier String account, AccountCommand command, Instant now) {}
}
