package io.countersign.bench.replay;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.Actor;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes what the relay would have written of trunks whose credentials come and, one of four, go. Used by one thread. */
final class TrunkFacts {
    private static final String ACCOUNT = "acc_bench0000000";
    private static final int GONE_OF_EACH = 4;
    private static final int EVENTS_OF_EACH = GONE_OF_EACH + 1;

    private final KafkaProducer<String, SpecificRecord> producer;
    private final int partitions;
    private final List<Future<?>> sent = new ArrayList<>();

    private TrunkFacts(KafkaProducer<String, SpecificRecord> producer, int partitions) {
        this.producer = producer;
        this.partitions = partitions;
    }

    /** Writes that many events, evenly over the trunks; returns when the broker has them all. */
    static void write(KafkaSettings settings, int events, int trunks) throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                settings.producer("bench-facts"), new StringSerializer(), new AvroSerializer<SpecificRecord>())) {
            TrunkFacts facts = new TrunkFacts(producer, settings.partitions());
            for (int event = 0; event < events; event++) {
                facts.send(event % trunks, event / trunks);
            }
            for (Future<?> each : facts.sent) {
                each.get();
            }
        }
    }

    private void send(int trunkNumber, int index) {
        String trunk = "trunk_bench%07d".formatted(trunkNumber);
        SpecificRecord fact = index == 0 ? created(trunk) : change(trunk, index - 1);
        TrunkEventEnvelope envelope = TrunkEventEnvelope.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAggregateId(trunk)
                .setSequence(index + 1L)
                .setTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setActor(Actor.newBuilder().setRole("admin").build())
                .setPayload(fact)
                .build();
        sent.add(producer.send(new ProducerRecord<>(
                Topics.TRUNK_EVENTS.name(), TrunkPartition.of(trunk, partitions), trunk, envelope)));
    }

    private static TrunkCreated created(String trunk) {
        return TrunkCreated.newBuilder()
                .setAccountId(ACCOUNT)
                .setName("bench")
                .setAuthType("credential")
                .setSipDomain(trunk.replace('_', '-') + ".sip.localhost")
                .setDigestAlgorithms(List.of("SHA-256", "MD5"))
                .build();
    }

    /** Four are created, then the first of the four is deleted. */
    private static SpecificRecord change(String trunk, int index) {
        int four = index / EVENTS_OF_EACH * GONE_OF_EACH;
        int place = index % EVENTS_OF_EACH;
        String number = trunk + "-" + (place == GONE_OF_EACH ? four : four + place);
        return place == GONE_OF_EACH
                ? CredentialDeleted.newBuilder().setCredentialId("cred_" + number).setUsername("user-" + number).build()
                : CredentialCreated.newBuilder()
                        .setCredentialId("cred_" + number)
                        .setUsername("user-" + number)
                        .setSecretVersion(1)
                        .build();
    }
}
