package io.countersign.command.relay;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.relay.RelayPosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the last committed position from Kafka. Only true after {@code initTransactions}, which ends whatever a former
 * leader left open.
 */
final class PositionReader {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.RELAY_POSITION.name(), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Records and markers looked at first; more when there is no position among them. */
    private static final long FIRST_LOOK_BACK = 64;

    private final KafkaSettings settings;
    private final String clientId;

    PositionReader(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /** The last position; {@link Position#ZERO} where Kafka holds none. */
    Position read() {
        try (var consumer = new KafkaConsumer<>(
                settings.consumer(clientId), new StringDeserializer(), new AvroDeserializer<>(RelayPosition.class))) {
            consumer.assign(List.of(PARTITION));
            long begin = consumer.beginningOffsets(List.of(PARTITION), TIMEOUT).getOrDefault(PARTITION, 0L);
            long end = consumer.endOffsets(List.of(PARTITION), TIMEOUT).getOrDefault(PARTITION, 0L);
            for (long back = FIRST_LOOK_BACK; ; back *= FIRST_LOOK_BACK) {
                long from = Math.max(begin, end - back);
                Optional<Position> last = last(consumer, from, end);
                if (last.isPresent() || from == begin) {
                    return last.orElse(Position.ZERO);
                }
            }
        }
    }

    private static Optional<Position> last(KafkaConsumer<String, RelayPosition> consumer, long from, long end) {
        Optional<Position> last = Optional.empty();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        consumer.seek(PARTITION, from);
        while (consumer.position(PARTITION, TIMEOUT) < end) {
            for (ConsumerRecord<String, RelayPosition> record : consumer.poll(POLL)) {
                last = Optional.of(new Position(record.value().getTransactionId(), record.value().getGlobalIndex()));
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the relay's position could not be read in " + TIMEOUT);
            }
        }
        return last;
    }
}
