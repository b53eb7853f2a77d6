package io.countersign.command.trunk;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import java.time.Instant;
import java.util.Optional;

/** All that can have happened to a trunk and its credentials. */
public sealed interface TrunkEvent {
    TrunkId trunk();

    /** When it was decided. */
    Instant at();

    /** A trunk was created. */
    record TrunkCreated(
            TrunkId trunk,
            AccountId account,
            DisplayName name,
            AuthType authType,
            SipDomain domain,
            AlgorithmPreference algorithms,
            Instant at)
            implements TrunkEvent {}

    /** A credential was added. */
    record CredentialCreated(
            TrunkId trunk,
            CredentialId credential,
            Username username,
            Optional<Description> description,
            SecretVersion secret,
            Instant at)
            implements TrunkEvent {}

    /** A credential was removed. */
    record CredentialDeleted(TrunkId trunk, CredentialId credential, Username username, Instant at) implements TrunkEvent {}
}
