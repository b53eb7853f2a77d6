package io.countersign.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a real broker does too seldom to be waited for: Kafka's own consumer without one, whose answers time out. */
class TopicTailTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.API_KEYS.name(), 0);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();

    @Test
    void aBrokerThatIsAwayBeforeItToldWhereAPartitionBeginsIsWaitedFor() {
        try (TimingOutConsumer consumer = new TimingOutConsumer();
                TopicTail<ApiKeyRow> tail = TopicTail.start(consumer, "tail", List.of(Topics.API_KEYS), record -> keys.add(record.key()))) {
            await().atMost(SOON).until(tail::isLoaded);

            assertThat(consumer.positionTimeouts).hasNonPositiveValue();
            assertThat(consumer.pollTimeouts).hasNonPositiveValue();
            assertThat(consumer.endTimeouts).hasNonPositiveValue();
            assertThat(tail.failure()).isEmpty();
            assertThat(keys).containsExactly("key_a");
        }
    }

    private static final class TimingOutConsumer extends MockConsumer<String, @Nullable ApiKeyRow> {
        private final AtomicInteger positionTimeouts = new AtomicInteger(3);
        private final AtomicInteger pollTimeouts = new AtomicInteger(2);
        private final AtomicInteger endTimeouts = new AtomicInteger(2);
        private final Queue<ConsumerRecord<String, @Nullable ApiKeyRow>> stored = new ArrayDeque<>();

        TimingOutConsumer() {
            super("earliest");
            Node node = new Node(1, "localhost", 9092);
            updatePartitions(PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 1L));
            ApiKeyRow row = ApiKeyRow.newBuilder().setAccountId("acc_1").setRole("admin").setHash(ByteBuffer.allocate(32)).build();
            stored.add(new ConsumerRecord<>(PARTITION.topic(), 0, 0, "key_a", row));
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            return partitionsFor(topic);
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration timeout) {
            timeOut(endTimeouts);
            return endOffsets(partitions);
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration timeout) {
            timeOut(positionTimeouts);
            return position(partition);
        }

        @Override
        public synchronized ConsumerRecords<String, @Nullable ApiKeyRow> poll(Duration timeout) {
            timeOut(pollTimeouts);
            while (!stored.isEmpty()) {
                addRecord(stored.remove());
            }
            return super.poll(timeout);
        }

        private static void timeOut(AtomicInteger times) {
            if (times.getAndDecrement() > 0) {
                throw new TimeoutException("no broker");
            }
        }
    }
}
