package io.countersign.command.aggregate;

import java.sql.ResultSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The lock of one aggregate among all instances, held to the end of the transaction that the thread is in, and the version
 * that the store has under it. It comes before the first write: a transaction that got its id early and appended late would
 * let sequence 6 out before 5.
 */
final class AggregateLock {
    /** Two statements in one round trip: each sees what was committed before it began, so the version is that under the lock. */
    private static final String TAKE = """
            select pg_advisory_xact_lock(hashtextextended(?, 0));
            select coalesce(max(sequence) + 1, 0) from command.event where aggregate_id = ?""";

    private final String aggregateId;
    private @Nullable Long version;

    private AggregateLock(String aggregateId, long version) {
        this.aggregateId = aggregateId;
        this.version = version;
    }

    /** Takes it, unless this transaction has it; it can't have another's too. */
    static void take(JdbcOperations statements, String aggregateId) {
        if (held(aggregateId) != null) {
            return;
        }
        TransactionSynchronizationManager.bindResource(AggregateLock.class, new AggregateLock(aggregateId, lock(statements, aggregateId)));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResource(AggregateLock.class);
            }
        });
    }

    /** Events that the store has of the aggregate; null where that isn't known. */
    static @Nullable Long version(String aggregateId) {
        AggregateLock lock = held(aggregateId);
        return lock == null ? null : lock.version;
    }

    /** The store has more than when the lock was taken: what this transaction appended. */
    static void appended() {
        if (TransactionSynchronizationManager.getResource(AggregateLock.class) instanceof AggregateLock lock) {
            lock.version = null;
        }
    }

    private static @Nullable AggregateLock held(String aggregateId) {
        return TransactionSynchronizationManager.getResource(AggregateLock.class) instanceof AggregateLock lock
                        && lock.aggregateId.equals(aggregateId)
                ? lock
                : null;
    }

    private static long lock(JdbcOperations statements, String aggregateId) {
        Long version = statements.execute(TAKE, (PreparedStatementCallback<Long>) take -> {
            take.setString(1, aggregateId);
            take.setString(2, aggregateId);
            take.execute();
            take.getMoreResults();
            try (ResultSet row = take.getResultSet()) {
                row.next();
                return row.getLong(1);
            }
        });
        return Objects.requireNonNull(version, "a lock without a version");
    }
}
