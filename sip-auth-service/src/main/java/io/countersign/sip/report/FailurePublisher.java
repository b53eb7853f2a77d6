package io.countersign.sip.report;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.failure.AuthFailed;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.decision.FailureSample;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends samples to Kafka. Workers offer them to a bounded queue and never wait; one thread takes them out and owns the
 * producer. What doesn't fit, and what Kafka doesn't take in time, is dropped and counted.
 */
public final class FailurePublisher implements AutoCloseable {
    /** More than a second's samples of several attacked trunks; about 4 MB when full. */
    static final int QUEUED_SAMPLES = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(FailurePublisher.class);
    private static final Duration TAKE_EACH = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String node;
    private final BlockingQueue<FailureSample> queue = new ArrayBlockingQueue<>(QUEUED_SAMPLES);
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Producer<String, AuthFailed> producer;
    private final Thread thread;
    private volatile long lagMillis;
    private volatile boolean closed;

    private FailurePublisher(KafkaSettings kafka, String node) {
        this.node = node;
        this.producer =
                new KafkaProducer<>(kafka.producer(node + "-failures"), new StringSerializer(), new AvroSerializer<>());
        this.thread = Thread.ofPlatform().name(node + "-failures").daemon(true).unstarted(this::run);
    }

    /** Starts the publishing thread. */
    public static FailurePublisher start(KafkaSettings kafka, String node) {
        FailurePublisher publisher = new FailurePublisher(kafka, node);
        publisher.thread.start();
        return publisher;
    }

    /** Takes a sample or drops it, at once. */
    public void publish(FailureSample sample) {
        if (closed || !queue.offer(sample)) {
            dropped.increment();
        }
    }

    /** Samples that Kafka has. */
    public long sent() {
        return sent.sum();
    }

    /** Samples that were lost: no room, or Kafka away for too long. */
    public long dropped() {
        return dropped.sum();
    }

    /** Samples that wait. */
    public int queued() {
        return queue.size();
    }

    /** How long the last acknowledged sample took from failure to Kafka. */
    public long lagMillis() {
        return lagMillis;
    }

    /** Sends what is queued, as far as that is done within two seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("failures.close.timeout queued={}", queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            try {
                FailureSample sample = queue.poll(TAKE_EACH.toMillis(), TimeUnit.MILLISECONDS);
                if (sample != null) {
                    send(sample);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void send(FailureSample sample) {
        String key = sample.trunk().map(TrunkPolicy::trunkId).orElse(Topics.UNKNOWN_TRUNK);
        try {
            var _ = producer.send(new ProducerRecord<>(Topics.AUTH_FAILURES.name(), key, event(sample)), (metadata, failure) -> {
                if (failure == null) {
                    sent.increment();
                    lagMillis = Math.max(0, System.currentTimeMillis() - sample.at().toEpochMilli());
                } else {
                    dropped.increment();
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            dropped.increment();
            LOG.warn("failures.dropped error={}", e.getClass().getSimpleName());
        }
    }

    private AuthFailed event(FailureSample sample) {
        return AuthFailed.newBuilder()
                .setId(UuidCreator.getTimeOrderedEpoch(sample.at()).toString())
                .setAt(sample.at())
                .setReason(sample.reason().code())
                .setAccountId(sample.trunk().map(TrunkPolicy::accountId).orElse(null))
                .setTrunkId(sample.trunk().map(TrunkPolicy::trunkId).orElse(null))
                .setCredentialId(sample.credentialId().orElse(null))
                .setUsername(sample.username())
                .setMethod(sample.method())
                .setSourceIp(sample.sourceIp())
                .setSourcePort(sample.sourcePort())
                .setTransport(sample.transport().name().toLowerCase(Locale.ROOT))
                .setUserAgent(sample.userAgent().orElse(null))
                .setCallId(sample.callId())
                .setAlgorithm(sample.algorithm().orElse(null))
                .setRealm(sample.realm().orElse(null))
                .setNode(node)
                .build();
    }
}
