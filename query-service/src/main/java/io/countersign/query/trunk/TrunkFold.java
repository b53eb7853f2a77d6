package io.countersign.query.trunk;

import io.countersign.query.event.MissingCreationException;
import io.countersign.query.event.TrunkEvent;
import io.countersign.query.event.TrunkFact;
import java.util.Optional;

/** From a trunk's event to its row. Pure. */
final class TrunkFold {
    private TrunkFold() {}

    /** The row after the event; events of its credentials leave it as it is. */
    static TrunkRow fold(Optional<TrunkRow> known, TrunkEvent event) {
        return switch (event.fact()) {
            case TrunkFact.Created fact -> new TrunkRow(
                    event.trunkId(),
                    fact.accountId(),
                    fact.name(),
                    fact.authType(),
                    fact.digestAlgorithms(),
                    fact.sipDomain(),
                    event.time(),
                    event.sequence());
            case TrunkFact.CredentialAdded fact -> unchanged(known, event);
            case TrunkFact.CredentialRemoved fact -> unchanged(known, event);
        };
    }

    private static TrunkRow unchanged(Optional<TrunkRow> known, TrunkEvent event) {
        return known.orElseThrow(() -> new MissingCreationException(event.trunkId()));
    }
}
