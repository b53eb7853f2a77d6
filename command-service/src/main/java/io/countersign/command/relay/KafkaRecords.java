package io.countersign.command.relay;

import io.countersign.command.account.AccountEvent;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.trunk.Description;
import io.countersign.command.trunk.SecretVersion;
import io.countersign.command.trunk.TrunkEvent;
import io.countersign.kafka.trace.TraceHeader;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.AccountCreated;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.Actor;
import io.countersign.schemas.event.ApiKeyCreated;
import io.countersign.schemas.event.ApiKeyRevoked;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What a row of the event store becomes on Kafka: its envelope, and what the nodes and instances need beside it. */
final class KafkaRecords {
    private final int partitions;

    /** @param partitions of every topic about trunks */
    KafkaRecords(int partitions) {
        this.partitions = partitions;
    }

    List<ProducerRecord<String, @Nullable SpecificRecord>> of(Batch batch) {
        List<ProducerRecord<String, @Nullable SpecificRecord>> records = new ArrayList<>();
        for (EventRow row : batch.settled()) {
            int first = records.size();
            switch (row.event()) {
                case AccountEvent event -> account(row, event, batch.side(), records);
                case TrunkEvent event -> trunk(row, event, batch.side(), records);
                default -> throw new IllegalStateException(row.event().getClass().getName() + " (expected: an aggregate's event)");
            }
            row.cause().trace().ifPresent(trace ->
                    records.subList(first, records.size()).forEach(record -> TraceHeader.set(record.headers(), trace)));
        }
        return records;
    }

    private static void account(
            EventRow row, AccountEvent event, CompanionRows side, List<ProducerRecord<String, @Nullable SpecificRecord>> records) {
        records.add(new ProducerRecord<>(Topics.ACCOUNT_EVENTS.name(), row.aggregateId(), envelope(row, event)));
        switch (event) {
            case AccountEvent.AccountCreated _ -> { }
            case AccountEvent.ApiKeyCreated created -> {
                String id = created.key().id().text();
                Optional.ofNullable(side.keys().get(id))
                        .ifPresent(key -> records.add(new ProducerRecord<>(Topics.API_KEYS.name(), id, key)));
            }
            case AccountEvent.ApiKeyRevoked revoked ->
                records.add(new ProducerRecord<>(Topics.API_KEYS.name(), revoked.key().text(), null));
        }
    }

    private void trunk(
            EventRow row, TrunkEvent event, CompanionRows side, List<ProducerRecord<String, @Nullable SpecificRecord>> records) {
        int partition = TrunkPartition.of(row.aggregateId(), partitions);
        records.add(new ProducerRecord<>(Topics.TRUNK_EVENTS.name(), partition, row.aggregateId(), envelope(row, event)));
        switch (event) {
            case TrunkEvent.TrunkCreated _ -> { }
            case TrunkEvent.CredentialCreated created -> {
                String key = RecordKeys.secret(row.aggregateId(), created.credential().text(), created.secret().number());
                Optional.ofNullable(side.secrets().get(created.credential().text()))
                        .ifPresent(secret -> records.add(
                                new ProducerRecord<>(Topics.CREDENTIAL_SECRETS.name(), partition, key, secret)));
            }
            case TrunkEvent.CredentialDeleted deleted -> records.add(new ProducerRecord<>(
                    Topics.CREDENTIAL_SECRETS.name(), partition,
                    RecordKeys.secret(row.aggregateId(), deleted.credential().text(), SecretVersion.FIRST.number()), null));
        }
    }

    private static AccountEventEnvelope envelope(EventRow row, AccountEvent event) {
        return AccountEventEnvelope.newBuilder()
                .setId(row.eventId())
                .setAggregateId(row.aggregateId())
                .setSequence(row.sequence())
                .setTime(event.at())
                .setActor(actor(row.cause()))
                .setSourceIp(row.cause().sourceIp().orElse(null))
                .setRequestId(row.cause().requestId().orElse(null))
                .setPayload(payload(event))
                .build();
    }

    private static TrunkEventEnvelope envelope(EventRow row, TrunkEvent event) {
        return TrunkEventEnvelope.newBuilder()
                .setId(row.eventId())
                .setAggregateId(row.aggregateId())
                .setSequence(row.sequence())
                .setTime(event.at())
                .setActor(actor(row.cause()))
                .setSourceIp(row.cause().sourceIp().orElse(null))
                .setRequestId(row.cause().requestId().orElse(null))
                .setPayload(payload(event))
                .build();
    }

    private static SpecificRecord payload(AccountEvent event) {
        return switch (event) {
            case AccountEvent.AccountCreated created ->
                AccountCreated.newBuilder().setName(created.name().text()).build();
            case AccountEvent.ApiKeyCreated created -> ApiKeyCreated.newBuilder()
                    .setKeyId(created.key().id().text())
                    .setName(created.key().name().text())
                    .setRole(created.key().role().text())
                    .build();
            case AccountEvent.ApiKeyRevoked revoked ->
                ApiKeyRevoked.newBuilder().setKeyId(revoked.key().text()).build();
        };
    }

    private static SpecificRecord payload(TrunkEvent event) {
        return switch (event) {
            case TrunkEvent.TrunkCreated created -> TrunkCreated.newBuilder()
                    .setAccountId(created.account().text())
                    .setName(created.name().text())
                    .setAuthType(created.authType().text())
                    .setSipDomain(created.domain().text())
                    .setDigestAlgorithms(created.algorithms().tokens())
                    .build();
            case TrunkEvent.CredentialCreated created -> CredentialCreated.newBuilder()
                    .setCredentialId(created.credential().text())
                    .setUsername(created.username().text())
                    .setDescription(created.description().map(Description::text).orElse(null))
                    .setSecretVersion(created.secret().number())
                    .build();
            case TrunkEvent.CredentialDeleted deleted -> CredentialDeleted.newBuilder()
                    .setCredentialId(deleted.credential().text())
                    .setUsername(deleted.username().text())
                    .build();
        };
    }

    private static Actor actor(Cause cause) {
        return Actor.newBuilder().setKeyId(cause.keyId().orElse(null)).setRole(cause.role()).build();
    }
}
