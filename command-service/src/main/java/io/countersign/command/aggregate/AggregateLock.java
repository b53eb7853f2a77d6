package io.countersign.command.aggregate;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The lock of one aggregate among all instances, held to the end of the transaction that the thread is in, and the events
 * that the store has, under it, after those that are known here. It comes before the first write: a transaction that got its
 * id early and appended late would let sequence 6 out before 5.
 */
final class AggregateLock {
    /** Two statements in one round trip: each sees what was committed before it began, so the events are those under the lock. */
    private static final String TAKE = """
            select pg_advisory_xact_lock(hashtextextended(?, 0));
            select aggregate_type, sequence, event_id, written_at, payload_type, payload_revision, payload, metadata
            from command.event where aggregate_id = ? and sequence >= ? order by sequence limit ?""";

    /** So many of other instances since this one's last command for the aggregate; where there are more, the engine reads them. */
    static final int MAX_NEWER = 50;

    private final String aggregateId;
    private @Nullable Newer newer;

    private AggregateLock(String aggregateId, Newer newer) {
        this.aggregateId = aggregateId;
        this.newer = newer;
    }

    /** All events that the store has from that sequence on; {@code events} is null where there are more than were asked for. */
    private record Newer(long from, @Nullable List<DomainEventData<String>> events) {}

    /**
     * Takes it, unless this transaction has it; it can't have another's too.
     *
     * @param known events of the aggregate that are known here; empty when none are, and the store may have a state of it
     */
    static void take(JdbcOperations statements, String aggregateId, OptionalLong known) {
        if (held(aggregateId) != null) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() { // refuses where there is no transaction
            @Override
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResourceIfPossible(AggregateLock.class);
            }
        });
        TransactionSynchronizationManager.bindResource(AggregateLock.class, new AggregateLock(aggregateId, lock(statements, aggregateId, known)));
    }

    /** The events that the store has of the aggregate from that sequence on; null where that isn't known. */
    static @Nullable List<DomainEventData<String>> events(String aggregateId, long from) {
        AggregateLock lock = held(aggregateId);
        return lock == null || lock.newer == null || lock.newer.from != from ? null : lock.newer.events;
    }

    /** The store has more than when the lock was taken: what this transaction appended. */
    static void appended() {
        if (TransactionSynchronizationManager.getResource(AggregateLock.class) instanceof AggregateLock lock) {
            lock.newer = null;
        }
    }

    private static @Nullable AggregateLock held(String aggregateId) {
        return TransactionSynchronizationManager.getResource(AggregateLock.class) instanceof AggregateLock lock
                        && lock.aggregateId.equals(aggregateId)
                ? lock
                : null;
    }

    private static Newer lock(JdbcOperations statements, String aggregateId, OptionalLong known) {
        long from = known.orElse(0);
        int most = known.isPresent() ? MAX_NEWER : 0; // of an unknown one it's enough to learn that there is none
        List<DomainEventData<String>> read = statements.execute(TAKE, (PreparedStatementCallback<List<DomainEventData<String>>>) take -> {
            take.setString(1, aggregateId);
            take.setString(2, aggregateId);
            take.setLong(3, from);
            take.setInt(4, most + 1);
            take.execute();
            take.getMoreResults();
            return events(aggregateId, take);
        });
        Objects.requireNonNull(read, "a lock without a result");
        return new Newer(from, read.size() > most ? null : read);
    }

    private static List<DomainEventData<String>> events(String aggregateId, PreparedStatement take) throws SQLException {
        List<DomainEventData<String>> events = new ArrayList<>();
        try (ResultSet row = take.getResultSet()) {
            while (row.next()) {
                events.add(new GenericDomainEventEntry<>(
                        row.getString("aggregate_type"),
                        aggregateId,
                        row.getLong("sequence"),
                        row.getString("event_id"),
                        row.getString("written_at"),
                        row.getString("payload_type"),
                        row.getString("payload_revision"),
                        row.getString("payload"),
                        row.getString("metadata")));
            }
        }
        return events;
    }
}
