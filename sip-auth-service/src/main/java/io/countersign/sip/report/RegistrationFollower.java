package io.countersign.sip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.registration.RegistrationRow;
import io.countersign.sip.registrar.Incarnation;
import io.countersign.sip.registrar.Registrar;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registrar of other nodes' bindings. A record that this build doesn't understand is passed over and counted: it must
 * not hide the others.
 */
public final class RegistrationFollower implements TailListener<RegistrationRow>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationFollower.class);

    private final KafkaSettings kafka;
    private final String clientId;
    private final Registrar registrar;
    private final LongAdder passedOver = new LongAdder();
    /** The repairing thread's. */
    private TopicTail<RegistrationRow> tail;

    private RegistrationFollower(KafkaSettings kafka, String node, Registrar registrar) {
        this.kafka = kafka;
        this.clientId = node + "-registrations";
        this.registrar = registrar;
        this.tail = follow();
    }

    /** Begins to read. */
    public static RegistrationFollower start(KafkaSettings kafka, String node, Registrar registrar) {
        return new RegistrationFollower(kafka, node, registrar);
    }

    private TopicTail<RegistrationRow> follow() {
        return TopicTail.start(kafka, clientId, List.of(Topics.REGISTRATIONS), RegistrationRow.class, this);
    }

    /** Begins again if the reading has ended; to be called now and then, by one thread. */
    public synchronized void repair() {
        if (tail.failure().isPresent()) {
            tail.close();
            tail = follow();
        }
    }

    /** Records that were not understood. */
    public long passedOver() {
        return passedOver.sum();
    }

    @Override
    public void onRecord(ConsumerRecord<String, @Nullable RegistrationRow> record) {
        try {
            RegistrationRow row = record.value();
            if (row != null) {
                registrar.learn(RegistrationRows.bound(record.key(), row), record.offset());
            } else {
                text(record, Topics.CREDENTIAL_HEADER).ifPresent(credential -> registrar.forget(
                        record.key(),
                        credential,
                        text(record, Topics.ENDED_HEADER).map(RegistrationFollower::incarnation),
                        record.offset()));
            }
        } catch (IllegalArgumentException e) {
            passedOver.increment();
            LOG.warn("registration.passed.over partition={} offset={}", record.partition(), record.offset());
        }
    }

    @Override
    public void onLoaded() {
        registrar.endFormer();
    }

    @Override
    public synchronized void close() {
        tail.close();
    }

    private static Incarnation incarnation(String text) {
        return new Incarnation(RecordKeys.first(text), RecordKeys.afterFirst(text));
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String header) {
        Header found = record.headers().lastHeader(header);
        return found == null || found.value() == null ? Optional.empty() : Optional.of(new String(found.value(), UTF_8));
    }
}
