package io.countersign.sip.report;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.Topics;
import io.countersign.schemas.lockout.LockoutRow;
import io.countersign.sip.lockout.Lockout;
import io.countersign.sip.lockout.Lockouts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Shares lock-outs with the other nodes: tells those that begin here, and follows what is told, from this node's earlier runs too.
 * A lock-out that Kafka doesn't take is in force on this node all the same, and on no other.
 */
public final class LockoutExchange implements AutoCloseable {
    private final String node;
    private final QueuedPublisher<LockoutRow> publisher;

    private LockoutExchange(KafkaSettings kafka, String node) {
        this.node = node;
        this.publisher = QueuedPublisher.start(kafka, node + "-lockouts", Topics.LOCKOUTS);
    }

    /** Starts the telling. */
    public static LockoutExchange start(KafkaSettings kafka, String node) {
        return new LockoutExchange(kafka, node);
    }

    /** Starts to follow. */
    public static TopicTail<LockoutRow> follow(KafkaSettings kafka, String node, Lockouts lockouts) {
        return TopicTail.start(kafka, node + "-lockouts-tail", List.of(Topics.LOCKOUTS), LockoutRow.class, record -> apply(record, lockouts));
    }

    /** Tells a lock-out that has begun; at once, without waiting. */
    public void began(Lockout lockout) {
        var _ = publisher.publish(lockout.key(), LockoutRows.row(lockout, node));
    }

    /** Lifts a lock-out everywhere; completes when Kafka knows, exceptionally when it can't be told. */
    public CompletableFuture<Void> lift(Lockout lockout) {
        return publisher.publish(lockout.key(), null);
    }

    /** Lock-outs that the other nodes were not told. */
    public long dropped() {
        return publisher.dropped();
    }

    @Override
    public void close() {
        publisher.close();
    }

    private static void apply(ConsumerRecord<String, @Nullable LockoutRow> record, Lockouts lockouts) {
        LockoutRow row = record.value();
        if (row == null) {
            lockouts.lift(record.key());
        } else {
            lockouts.put(LockoutRows.lockout(record.key(), row));
        }
    }
}
