package io.countersign.command.aggregate;

import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Decision.Accepted;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand;
import io.countersign.command.trunk.TrunkEvent;
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

/** What Axon sees of a {@link Trunk}: made per command by the repository, used by its thread only. */
@AggregateRoot(type = TrunkAggregate.TYPE)
final class TrunkAggregate {
    static final String TYPE = "trunk";

    @AggregateIdentifier
    private final String id;

    private Trunk state = Trunk.ABSENT;

    TrunkAggregate(String id) {
        this.id = id;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    CommandResult<Trunk, TrunkEvent> handle(Request request, MetaData cause) {
        Decision<TrunkEvent> decision = state.decide(request.command(), request.now());
        if (decision instanceof Accepted<TrunkEvent> accepted) {
            accepted.events().forEach(event -> AggregateLifecycle.apply(event, cause));
        }
        return new CommandResult<>(decision, state);
    }

    @EventSourcingHandler
    void on(TrunkEvent event) {
        state = state.evolve(event);
    }

    @EventSourcingHandler
    void on(Trunk snapshot) {
        state = snapshot;
    }

    @Override
    public String toString() {
        return id;
    }

    /** A command on its way. */
    record Request(@TargetAggregateIdentifier String trunk, TrunkCommand command, Instant now) {}
}
