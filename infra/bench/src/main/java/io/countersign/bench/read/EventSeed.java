package io.countersign.bench.read;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.Actor;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes the facts that command-service would have written, so that query-service can be measured alone. */
final class EventSeed {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private EventSeed() {}

    /** Makes the topics and fills them; returns when the broker has it all. */
    static void write(KafkaSettings settings, ReadData data) throws InterruptedException {
        TopicProvisioner.provision(settings, Topics.all(), TIMEOUT);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                settings.producer("bench-seed"), new StringSerializer(), new AvroSerializer<SpecificRecord>())) {
            for (int trunk = 0; trunk < data.trunks(); trunk++) {
                String id = data.trunk(trunk);
                int partition = TrunkPartition.of(id, settings.partitions());
                for (TrunkEventEnvelope event : events(data, trunk)) {
                    sent.add(producer.send(new ProducerRecord<>(Topics.TRUNK_EVENTS.name(), partition, id, event)));
                }
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the events can't be seeded", e);
        }
    }

    private static List<TrunkEventEnvelope> events(ReadData data, int trunk) {
        List<TrunkEventEnvelope> events = new ArrayList<>();
        String id = data.trunk(trunk);
        events.add(event(id, 1, data.createdAt(0), TrunkCreated.newBuilder()
                .setAccountId(ReadData.ACCOUNT)
                .setName("bench " + trunk)
                .setAuthType("credential")
                .setSipDomain(id.replace('_', '-') + ".sip.localhost")
                .setDigestAlgorithms(List.of("SHA-256", "MD5"))
                .build()));
        for (int i = 0; i < data.credentials(); i++) {
            events.add(event(id, data.version(i), data.createdAt(i), CredentialCreated.newBuilder()
                    .setCredentialId(data.credential(trunk, i))
                    .setUsername(data.username(trunk, i))
                    .setDescription(null)
                    .setSecretVersion(ReadData.SECRET_VERSION)
                    .build()));
        }
        return events;
    }

    private static TrunkEventEnvelope event(String trunk, long sequence, Instant time, SpecificRecord payload) {
        return TrunkEventEnvelope.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setAggregateId(trunk)
                .setSequence(sequence)
                .setTime(time)
                .setActor(Actor.newBuilder().setKeyId(null).setRole("operator").build())
                .setSourceIp(null)
                .setRequestId(null)
                .setPayload(payload)
                .build();
    }
}
