package io.countersign.command.aggregate;

import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.modelling.command.CreationPolicyAggregateFactory;

/** Makes the empty aggregate that the stored events are played on. */
record IdentifiedAggregateFactory<T>(Class<T> aggregateType, CreationPolicyAggregateFactory<T> creation)
        implements AggregateFactory<T> {
    @Override
    public T createAggregateRoot(String aggregateIdentifier, DomainEventMessage<?> firstEvent) {
        return creation.create(aggregateIdentifier);
    }

    @Override
    public Class<T> getAggregateType() {
        return aggregateType;
    }
}
