package io.countersign.sip.report;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.Topics;
import io.countersign.schemas.usage.AuthUsage;
import io.countersign.sip.usage.CredentialUses;
import io.countersign.sip.usage.Usage;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Shares the use of credentials with the other nodes and the API: tells what has changed here, and follows what is told. */
public final class UsageExchange implements AutoCloseable {
    private final String node;
    private final CredentialUses uses;
    private final QueuedPublisher<AuthUsage> publisher;
    private final TopicTail<AuthUsage> tail;

    private UsageExchange(KafkaSettings kafka, String node, CredentialUses uses) {
        this.node = node;
        this.uses = uses;
        this.publisher = QueuedPublisher.start(kafka, node + "-usage", Topics.AUTH_USAGE);
        this.tail = TopicTail.start(kafka, node + "-usage-tail", List.of(Topics.AUTH_USAGE), AuthUsage.class, this::apply);
    }

    /** Starts both. */
    public static UsageExchange start(KafkaSettings kafka, String node, CredentialUses uses) {
        return new UsageExchange(kafka, node, uses);
    }

    /** Tells some of what has changed, as far as there is room and without waiting; to be called again and again by one thread. */
    public void tell(long nowSecond) {
        uses.tell(nowSecond, publisher.room(), this::publish);
    }

    /** Tells all that has changed, at the end; what doesn't fit into the queue is not told. */
    public void tellRest(long nowSecond) {
        uses.tellRest(nowSecond, this::publish);
    }

    /** A credential is no more. */
    public void ended(String credentialId) {
        uses.forget(credentialId);
        var _ = publisher.publish(credentialId, null);
    }

    public TopicTail<AuthUsage> tail() {
        return tail;
    }

    /** Records that were lost: the API and a restarted node know older ones. */
    public long dropped() {
        return publisher.dropped();
    }

    @Override
    public void close() {
        try (publisher) {
            tail.close();
        }
    }

    private void publish(Usage usage) {
        var _ = publisher.publish(usage.credentialId(), UsageRows.row(usage, node));
    }

    private void apply(ConsumerRecord<String, @Nullable AuthUsage> record) {
        AuthUsage row = record.value();
        if (row == null) {
            uses.forget(record.key());
        } else {
            uses.merge(UsageRows.usage(record.key(), row));
        }
    }
}
