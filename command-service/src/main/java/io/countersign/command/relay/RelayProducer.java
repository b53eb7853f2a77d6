package io.countersign.command.relay;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.trace.HopLog;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.relay.RelayPosition;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of facts: a fixed transactional id, so that opening it fences every former one and ends what that left
 * open. After any error it is of no more use: close it, open another. Owned by the relay's thread.
 */
final class RelayProducer implements AutoCloseable {
    private static final HopLog HOPS = HopLog.of(RelayProducer.class);
    private static final String TRANSACTIONAL_ID = "countersign-relay";
    /** A leader that dies within a transaction holds back the readers for no longer than this, if nobody takes over. */
    private static final int TRANSACTION_TIMEOUT_MS = 15_000;
    /** Nothing goes before the commit's flush: one request a broker, one batch a partition. */
    private static final int LINGER_MS = 1_000;
    private static final int BATCH_BYTES = 512 * 1024;
    /** So that what follows a batch that is told to try again doesn't arrive before it. */
    private static final int IN_FLIGHT = 1;
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

    private final KafkaProducer<String, @Nullable SpecificRecord> producer;
    private final KafkaRecords records;
    private final String leader;
    private final Clock clock;

    private RelayProducer(KafkaSettings settings, String leader, Clock clock) {
        Map<String, Object> configuration = settings.producer("countersign-relay-" + leader);
        configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        configuration.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        configuration.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        configuration.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT);
        configuration.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, KafkaSettings.TRANSACTION_RETRY_BACKOFF_MS);
        configuration.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, KafkaSettings.TRANSACTION_RETRY_BACKOFF_MAX_MS);
        this.producer = new KafkaProducer<>(configuration, new StringSerializer(), new AvroSerializer<>());
        this.records = new KafkaRecords(settings.partitions());
        this.leader = leader;
        this.clock = clock;
    }

    /** Opens it: from now on every other one is fenced. */
    static RelayProducer open(KafkaSettings settings, String leader, Clock clock) {
        RelayProducer opened = new RelayProducer(settings, leader, clock);
        try {
            opened.producer.initTransactions();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Sends the rows and the position after them in one transaction; returns when Kafka has committed it. */
    void send(Batch batch) {
        producer.beginTransaction();
        for (ProducerRecord<String, @Nullable SpecificRecord> record : records.of(batch)) {
            send(record);
        }
        Position end = batch.end();
        RelayPosition position = RelayPosition.newBuilder()
                .setTransactionId(end.transactionId())
                .setGlobalIndex(end.globalIndex())
                .setLeader(leader)
                .setAt(clock.instant())
                .build();
        send(new ProducerRecord<>(Topics.RELAY_POSITION.name(), 0, Topics.RELAY_KEY, position));
        producer.commitTransaction();
        for (EventRow row : batch.settled()) {
            HOPS.passed("event.relayed", row.cause().trace(), row.writtenAt().toEpochMilli(),
                    "request_id", row.cause().requestId().orElse(""), "aggregate", row.aggregateId(), "sequence", row.sequence());
        }
    }

    /** What fails here makes the commit fail. */
    private void send(ProducerRecord<String, @Nullable SpecificRecord> record) {
        var _ = producer.send(record);
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
