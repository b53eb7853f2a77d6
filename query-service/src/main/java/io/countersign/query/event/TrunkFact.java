package io.countersign.query.event;

import java.util.List;
import java.util.Optional;

/** Everything that can happen to a trunk. A new one breaks the build wherever it matters. */
public sealed interface TrunkFact {

    record Created(
            String accountId, String name, String authType, String sipDomain, List<String> digestAlgorithms)
            implements TrunkFact {
        public Created {
            digestAlgorithms = List.copyOf(digestAlgorithms);
        }
    }

    record CredentialAdded(String credentialId, String username, Optional<String> description, int secretVersion)
            implements TrunkFact {}

    record CredentialRemoved(String credentialId, String username) implements TrunkFact {}
}
