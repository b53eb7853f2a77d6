package io.countersign.command.aggregate;

import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.CreationPolicyAggregateFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Axon's parts as beans of ours: its own auto-configuration doesn't match on this Boot and would fall back, silently, to
 * a bus without a store.
 */
@Configuration(proxyBeanMethods = false)
public class AggregateConfiguration {
    @Bean
    SnapshotMemory snapshotMemory() {
        return new SnapshotMemory();
    }

    @Bean
    StoredSnapshots storedSnapshots(JdbcClient jdbc) {
        return new StoredSnapshots(jdbc);
    }

    @Bean
    EventStorageEngine eventStorageEngine(DataSource dataSource, SnapshotMemory memory, StoredSnapshots stored) {
        return SnapshotFirstEngine.on(dataSource, memory, stored);
    }

    @Bean(destroyMethod = "shutDown")
    EventStore eventStore(EventStorageEngine engine) {
        return EmbeddedEventStore.builder().storageEngine(engine).build();
    }

    @Bean
    CommandBus commandBus(EventStore store) {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        subscribe(bus, store, AccountAggregate.class, id -> new AccountAggregate(String.valueOf(id)));
        subscribe(bus, store, TrunkAggregate.class, id -> new TrunkAggregate(String.valueOf(id)));
        return bus;
    }

    @Bean
    AggregateGateway aggregateGateway(
            CommandBus bus,
            JdbcOperations statements,
            SnapshotMemory memory,
            StoredSnapshots snapshots,
            CommitListener commits,
            MeterRegistry meters) {
        return new AggregateGateway(bus, statements, memory, snapshots, commits, new CommandMetrics(meters));
    }

    /** No lock of Axon's and no cache of its: the executor gives the aggregate's turn first, and the store is always asked. */
    private static <T> void subscribe(
            SimpleCommandBus bus, EventStore store, Class<T> type, CreationPolicyAggregateFactory<T> creation) {
        EventSourcingRepository<T> repository = EventSourcingRepository.builder(type)
                .eventStore(store)
                .aggregateFactory(new IdentifiedAggregateFactory<>(type, creation))
                .lockFactory(NullLockFactory.INSTANCE)
                .build();
        AggregateAnnotationCommandHandler<T> handler = AggregateAnnotationCommandHandler.<T>builder()
                .aggregateType(type)
                .repository(repository)
                .creationPolicyAggregateFactory(creation)
                .build();
        handler.subscribe(bus);
    }
}
