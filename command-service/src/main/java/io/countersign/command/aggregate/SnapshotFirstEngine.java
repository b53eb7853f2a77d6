package io.countersign.command.aggregate;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.jspecify.annotations.Nullable;

/**
 * Axon's JDBC engine on our table, starting from the remembered state (else from a stored one) instead of from Axon's
 * snapshot table. Uses the connection of the transaction that the thread is in.
 */
public final class SnapshotFirstEngine extends JdbcEventStorageEngine {
    private static final String UNIQUE_VIOLATION = "23505";
    /** Events read in one statement; a stored snapshot is made each 1,000. */
    private static final int BATCH_EVENTS = 1_100;
    private static final EventSchema SCHEMA = EventSchema.builder()
            .eventTable("command.event")
            .globalIndexColumn("global_index")
            .timestampColumn("written_at")
            .eventIdentifierColumn("event_id")
            .aggregateIdentifierColumn("aggregate_id")
            .sequenceNumberColumn("sequence")
            .typeColumn("aggregate_type")
            .payloadTypeColumn("payload_type")
            .payloadRevisionColumn("payload_revision")
            .payloadColumn("payload")
            .metaDataColumn("metadata")
            .build();

    private final SnapshotMemory memory;
    private final StoredSnapshots stored;

    private SnapshotFirstEngine(Builder builder, SnapshotMemory memory, StoredSnapshots stored) {
        super(builder);
        this.memory = memory;
        this.stored = stored;
    }

    static SnapshotFirstEngine on(DataSource dataSource, SnapshotMemory memory, StoredSnapshots stored) {
        PersistenceExceptionResolver duplicates =
                failure -> failure instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
        EventSerializer serializer = new EventSerializer();
        Builder builder = JdbcEventStorageEngine.builder()
                .connectionProvider(new SpringDataSourceConnectionProvider(dataSource))
                .transactionManager(NoTransactionManager.INSTANCE)
                .persistenceExceptionResolver(duplicates)
                .eventSerializer(serializer)
                .snapshotSerializer(serializer)
                .dataType(String.class)
                .batchSize(BATCH_EVENTS)
                .schema(SCHEMA);
        return new SnapshotFirstEngine(builder, memory, stored);
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateId) {
        return memory.find(aggregateId)
                .or(() -> stored.find(aggregateId))
                .map(snapshot -> new GenericDomainEventMessage<>(
                        snapshot.type(), aggregateId, snapshot.version() - 1, snapshot.state()));
    }

    /** What was read with the lock isn't read again. */
    @Override
    protected Stream<? extends DomainEventData<?>> readEventData(String aggregateId, long firstSequence) {
        @Nullable List<DomainEventData<String>> events = AggregateLock.events(aggregateId, firstSequence);
        return events == null ? super.readEventData(aggregateId, firstSequence) : events.stream();
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        super.appendEvents(events);
        AggregateLock.appended();
    }

    /** Sequences have no gap, so a batch that is not full is the last one. */
    @Override
    protected boolean fetchForAggregateUntilEmpty() {
        return false;
    }
}
