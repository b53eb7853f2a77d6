package io.countersign.sip.account;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.kafka.trace.HopLog;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One generation on Kafka: its topic and the secrets' topic, read by one thread, so that the join needs no lock. A
 * secret's record may come before or after its row.
 */
final class LoadedTable implements TailListener<SpecificRecord>, AutoCloseable {
    private static final HopLog HOPS = HopLog.of(LoadedTable.class);

    private final int generation;
    private final Topic topic;
    private final AccountTable accounts;
    private final Consumer<LoadedTable> loaded;
    private final Consumer<AppliedPosition> applied;
    private volatile @Nullable TopicTail<SpecificRecord> tail;
    private volatile boolean serving;
    /** The tail's thread's. */
    private Map<TopicPartition, Long> positions = Map.of();
    /** The tail's thread's: of the rows of this batch, once the table serves. */
    private OptionalLong oldestRowMillis = OptionalLong.empty();
    /** The tail's thread's: everything that was there at the start is applied. */
    private boolean complete;

    /**
     * @param ended told of each account that may no longer log in, while this table serves
     * @param loaded run once everything that was there at the start is applied, and after each batch until this table
     *     serves; what it throws ends this table
     * @param applied told of each change of the position, while this table serves
     */
    LoadedTable(
            int generation,
            SecretOpener opener,
            Consumer<Account> ended,
            Consumer<LoadedTable> loaded,
            Consumer<AppliedPosition> applied) {
        this.generation = generation;
        this.topic = Topics.authTable(generation);
        this.accounts = new AccountTable(opener, ended);
        this.loaded = loaded;
        this.applied = applied;
    }

    void start(KafkaSettings kafka, String node) {
        tail = TopicTail.start(
                kafka, node + "-auth-table-g" + generation, List.of(topic, Topics.CREDENTIAL_SECRETS), SpecificRecord.class, this);
    }

    /**
     * From now on this table's ends and positions are told, and the former one's no more.
     *
     * @return false while something that the former one has applied is missing here
     */
    boolean serveInsteadOf(@Nullable LoadedTable former) {
        if (former == null) {
            accounts.serve();
        } else if (!accounts.serveInsteadOf(former.accounts)) {
            return false;
        } else {
            former.serving = false;
        }
        serving = true;
        return true;
    }

    int generation() {
        return generation;
    }

    AccountTable accounts() {
        return accounts;
    }

    /** When a broker was last heard, by {@link System#nanoTime}. */
    long contactNanos() {
        TopicTail<SpecificRecord> started = tail;
        return started == null ? System.nanoTime() : started.contactNanos();
    }

    boolean hasFailed() {
        TopicTail<SpecificRecord> started = tail;
        return started != null && started.failure().isPresent();
    }

    @Override
    public void onRecord(ConsumerRecord<String, @Nullable SpecificRecord> record) {
        if (record.topic().equals(topic.name())) {
            onRow(record);
        } else {
            onSecret(record);
        }
    }

    @Override
    public void onBatchApplied(Map<TopicPartition, Long> newPositions) {
        positions = newPositions;
        if (complete && !serving) {
            loaded.accept(this);
        }
        tellPosition();
    }

    @Override
    public void onLoaded() {
        complete = true;
        loaded.accept(this);
        tellPosition();
    }

    @Override
    public void close() {
        TopicTail<SpecificRecord> started = tail;
        if (started != null) {
            started.close();
        }
    }

    private void onRow(ConsumerRecord<String, @Nullable SpecificRecord> record) {
        String key = record.key();
        SpecificRecord value = record.value();
        if (RecordKeys.afterFirst(key).isEmpty()) {
            accounts.applyPolicy(key, (AuthPolicyRow) value);
        } else {
            accounts.applyAccount(key, (AuthAccountRow) value, record.partition(), record.offset());
        }
        if (serving) {
            oldestRowMillis = OptionalLong.of(Math.min(oldestRowMillis.orElse(Long.MAX_VALUE), record.timestamp()));
        }
        HOPS.passed("row.applied", record.headers(), record.timestamp(), "generation", generation,
                "domain", RecordKeys.first(key), "partition", record.partition(), "offset", record.offset());
    }

    private void onSecret(ConsumerRecord<String, @Nullable SpecificRecord> record) {
        String owner = RecordKeys.first(record.key());
        String rest = RecordKeys.afterFirst(record.key());
        accounts.applySecret(
                owner,
                RecordKeys.first(rest),
                Integer.parseInt(RecordKeys.afterFirst(rest)),
                record.value() == null ? null : bytes(((SealedSecret) record.value()).getCiphertext()));
    }

    private void tellPosition() {
        if (serving) {
            applied.accept(position());
            oldestRowMillis = OptionalLong.empty();
        }
    }

    private AppliedPosition position() {
        Map<Integer, Long> offsets = new HashMap<>();
        positions.forEach((partition, offset) -> {
            if (partition.topic().equals(topic.name())) {
                offsets.put(partition.partition(), Math.min(offset, accounts.heldBackAt(partition.partition())));
            }
        });
        return new AppliedPosition(generation, offsets, oldestRowMillis);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
