package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.AccountCreated;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.ApiKeyCreated;
import io.countersign.schemas.event.ApiKeyRevoked;
import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.systemtests.check.Fact.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The facts in Kafka, as a consumer that reads committed sees them. */
public final class EventLog {
    private final TopicReader reader;

    public EventLog(KafkaSettings settings) {
        this.reader = new TopicReader(settings);
    }

    /** Everything up to now; each aggregate's facts in the order of the log. */
    public List<Fact> read() {
        List<Fact> facts = new ArrayList<>();
        reader.read(Topics.ACCOUNT_EVENTS, AccountEventEnvelope.class, record ->
                Optional.ofNullable(record.value()).map(EventLog::fact).ifPresent(facts::add));
        reader.read(Topics.TRUNK_EVENTS, TrunkEventEnvelope.class, record ->
                Optional.ofNullable(record.value()).map(EventLog::fact).ifPresent(facts::add));
        return facts;
    }

    private static Fact fact(AccountEventEnvelope event) {
        Change change = switch (event.getPayload()) {
            case AccountCreated it -> new Change.AccountCreated(it.getName());
            case ApiKeyCreated it -> new Change.ApiKeyCreated(it.getKeyId(), it.getName());
            case ApiKeyRevoked it -> new Change.ApiKeyRevoked(it.getKeyId());
            default -> throw new IllegalStateException(event.getPayload().getClass() + " (expected: a fact that the checker knows)");
        };
        return new Fact(event.getId(), event.getAggregateId(), event.getSequence(), change);
    }

    private static Fact fact(TrunkEventEnvelope event) {
        Change change = switch (event.getPayload()) {
            case TrunkCreated it -> new Change.TrunkCreated(it.getAccountId(), it.getName(), it.getSipDomain());
            case CredentialCreated it ->
                new Change.CredentialCreated(it.getCredentialId(), it.getUsername(), Optional.ofNullable(it.getDescription()).orElse(""));
            case CredentialDeleted it -> new Change.CredentialDeleted(it.getCredentialId(), it.getUsername());
            default -> throw new IllegalStateException(event.getPayload().getClass() + " (expected: a fact that the checker knows)");
        };
        return new Fact(event.getId(), event.getAggregateId(), event.getSequence(), change);
    }
}
