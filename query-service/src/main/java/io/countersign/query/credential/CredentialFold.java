package io.countersign.query.credential;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.event.TrunkFact;

/** From a trunk's event to what changes in the list of its credentials. Pure. */
final class CredentialFold {
    private CredentialFold() {}

    static CredentialChange fold(TrunkEvent event) {
        return switch (event.fact()) {
            case TrunkFact.Created fact -> new CredentialChange.TrunkCreated(fact.accountId());
            case TrunkFact.CredentialAdded fact -> new CredentialChange.Added(
                    new CredentialRow(
                            fact.credentialId(),
                            event.trunkId(),
                            fact.username(),
                            fact.description().orElse(null),
                            fact.secretVersion(),
                            event.time(),
                            event.sequence()),
                    event.sequence());
            case TrunkFact.CredentialRemoved fact -> new CredentialChange.Removed(fact.credentialId());
        };
    }
}
