package io.countersign.query.event;

import io.countersign.schemas.event.CredentialCreated;
import io.countersign.schemas.event.CredentialDeleted;
import io.countersign.schemas.event.TrunkCreated;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.time.Instant;
import java.util.Optional;

/** One fact about a trunk, with its place in the trunk's history (1, 2, 3 … without a gap). */
public record TrunkEvent(String trunkId, long sequence, Instant time, TrunkFact fact) implements Sequenced {

    /** The event in a record of {@code trunk.events.v1}. */
    public static TrunkEvent of(TrunkEventEnvelope envelope) {
        return new TrunkEvent(
                envelope.getAggregateId(), envelope.getSequence(), envelope.getTime(), fact(envelope.getPayload()));
    }

    @Override
    public String aggregateId() {
        return trunkId;
    }

    private static TrunkFact fact(Object payload) {
        return switch (payload) {
            case TrunkCreated it -> new TrunkFact.Created(
                    it.getAccountId(), it.getName(), it.getAuthType(), it.getSipDomain(), it.getDigestAlgorithms());
            case CredentialCreated it -> new TrunkFact.CredentialAdded(
                    it.getCredentialId(),
                    it.getUsername(),
                    Optional.ofNullable(it.getDescription()),
                    it.getSecretVersion());
            case CredentialDeleted it -> new TrunkFact.CredentialRemoved(it.getCredentialId(), it.getUsername());
            // The payload is a union, an Object to the compiler: a branch that isn't folded must stop the partition.
            default -> throw new UnknownFactException(payload.getClass());
        };
    }
}
