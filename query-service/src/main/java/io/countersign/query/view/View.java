package io.countersign.query.view;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.PartitionStops;
import io.countersign.rest.token.ConsistencyToken;
import java.time.Instant;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A read model: where its rows are and who waits for it.
 *
 * @param store name of its one store
 * @param keyType what it is keyed by, and so which partition a row is in
 * @param aggregateType whose events it contains: tokens of others don't concern it
 */
public record View(String store, String keyType, String aggregateType, SeenWaiters waiters, FoldObserver observer, PartitionStops stops) {
    public static final String ACCOUNT = "account";
    public static final String TRUNK = "trunk";

    /** What the view has the write of a token under. */
    String keyOf(ConsistencyToken token) {
        return keyType.equals(ACCOUNT) ? token.accountId() : token.aggregateId();
    }

    /** The end of a processor's step: the view contains the event, and who waits for it is told. */
    public void contains(KeyValueStore<String, byte[]> rows, String aggregateId, long sequence, Instant eventTime) {
        Seen.advance(rows, aggregateId, sequence);
        waiters.advanced(aggregateId, sequence);
        observer.folded(eventTime);
    }
}
