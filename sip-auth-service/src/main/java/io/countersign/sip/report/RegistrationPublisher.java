package io.countersign.sip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.registration.RegistrationRow;
import io.countersign.sip.registrar.BindingChange;
import io.countersign.sip.registrar.BindingChange.Bound;
import io.countersign.sip.registrar.BindingChange.Unbound;
import io.countersign.sip.registrar.UnsentBindings;
import io.countersign.sip.registrar.UnsentBindings.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka of this node's bindings. One thread owns the producer and takes what is untold, in batches one after the other, so
 * that no older state of a binding comes after a newer one. What Kafka doesn't take stays untold and is tried again.
 */
public final class RegistrationPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationPublisher.class);
    private static final int BATCH = 1_000;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final UnsentBindings unsent;
    private final int partitions;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Producer<String, @Nullable RegistrationRow> producer;
    private final Thread thread;
    private volatile boolean closed;

    private RegistrationPublisher(KafkaSettings kafka, String node, UnsentBindings unsent) {
        this.unsent = unsent;
        this.partitions = kafka.partitions();
        this.producer =
                new KafkaProducer<>(kafka.producer(node + "-registrations"), new StringSerializer(), new AvroSerializer<>());
        this.thread = Thread.ofPlatform().name(node + "-registrations-sent").daemon(true).unstarted(this::run);
    }

    /** Starts the publishing thread. */
    public static RegistrationPublisher start(KafkaSettings kafka, String node, UnsentBindings unsent) {
        RegistrationPublisher publisher = new RegistrationPublisher(kafka, node, unsent);
        publisher.thread.start();
        return publisher;
    }

    /** Records that Kafka has. */
    public long sent() {
        return sent.sum();
    }

    /** Tries that Kafka didn't take; each is repeated. */
    public long failed() {
        return failed.sum();
    }

    /** Sends what is untold, as far as that is done within two seconds. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("registrations.close.timeout unsent={}", unsent.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
    }

    private void run() {
        while (!closed || unsent.size() > 0) {
            List<Taken> batch = unsent.take(BATCH);
            if (!batch.isEmpty() && !send(batch)) {
                LOG.warn("registrations.unsent count={}", unsent.size());
                LockSupport.parkNanos(this, WAIT.toNanos());
            } else if (batch.size() < BATCH && !closed) {
                unsent.await(WAIT);
            }
        }
    }

    /** Whether Kafka has all of them; waits for its answers, at most for the producer's delivery timeout. */
    private boolean send(List<Taken> batch) {
        AtomicBoolean failing = new AtomicBoolean();
        List<Taken> left = new ArrayList<>(batch);
        try {
            while (!left.isEmpty() && !failing.get()) {
                Taken next = left.getLast();
                var _ = producer.send(record(next.change()), (metadata, failure) -> {
                    if (failure == null) {
                        sent.increment();
                        unsent.acknowledged(next, metadata.offset());
                    } else {
                        failing.set(true);
                        failed(next);
                    }
                });
                left.removeLast();
            }
            producer.flush();
        } catch (KafkaException | IllegalStateException e) {
            failing.set(true);
            LOG.warn("registrations.unsent error={}", e.getClass().getSimpleName());
        }
        left.forEach(this::failed);
        return !failing.get();
    }

    private void failed(Taken taken) {
        failed.increment();
        unsent.failed(taken);
    }

    private ProducerRecord<String, @Nullable RegistrationRow> record(BindingChange change) {
        int partition = TrunkPartition.of(change.trunkId(), partitions);
        return switch (change) {
            case Bound it -> new ProducerRecord<>(Topics.REGISTRATIONS.name(), partition, it.key(), RegistrationRows.row(it));
            case Unbound it -> new ProducerRecord<>(Topics.REGISTRATIONS.name(), partition, it.key(), null, headers(it));
        };
    }

    private static List<Header> headers(Unbound unbound) {
        List<Header> headers = new ArrayList<>();
        headers.add(new RecordHeader(Topics.CREDENTIAL_HEADER, unbound.credentialId().getBytes(UTF_8)));
        unbound.ended().ifPresent(whose -> headers.add(
                new RecordHeader(Topics.ENDED_HEADER, RecordKeys.incarnation(whose.node(), whose.id()).getBytes(UTF_8))));
        return headers;
    }
}
