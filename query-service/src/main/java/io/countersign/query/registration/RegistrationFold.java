package io.countersign.query.registration;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.event.TrunkFact;

/** From a trunk's event to what changes in whose bindings count. Pure. */
final class RegistrationFold {
    private RegistrationFold() {}

    static RegistrationChange fold(TrunkEvent event) {
        return switch (event.fact()) {
            case TrunkFact.Created fact -> new RegistrationChange.TrunkCreated(new TrunkRow(fact.accountId(), fact.sipDomain()));
            case TrunkFact.CredentialAdded fact -> new RegistrationChange.CredentialAdded(fact.credentialId());
            case TrunkFact.CredentialRemoved fact -> new RegistrationChange.CredentialRemoved(fact.credentialId());
        };
    }
}
