package io.countersign.query.event;

import io.countersign.schemas.event.AccountCreated;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.ApiKeyCreated;
import io.countersign.schemas.event.ApiKeyRevoked;
import java.time.Instant;

/** One fact about an account, with its place in the account's history (1, 2, 3 … without a gap). */
public record AccountEvent(String accountId, long sequence, Instant time, AccountFact fact) implements Sequenced {

    /** The event in a record of {@code account.events.v1}. */
    public static AccountEvent of(AccountEventEnvelope envelope) {
        return new AccountEvent(
                envelope.getAggregateId(), envelope.getSequence(), envelope.getTime(), fact(envelope.getPayload()));
    }

    @Override
    public String aggregateId() {
        return accountId;
    }

    private static AccountFact fact(Object payload) {
        return switch (payload) {
            case AccountCreated it -> new AccountFact.Created(it.getName());
            case ApiKeyCreated it -> new AccountFact.ApiKeyIssued(it.getKeyId(), it.getName(), it.getRole());
            case ApiKeyRevoked it -> new AccountFact.ApiKeyWithdrawn(it.getKeyId());
            // The payload is a union, an Object to the compiler: a branch that isn't folded must stop the partition.
            default -> throw new UnknownFactException(payload.getClass());
        };
    }
}
