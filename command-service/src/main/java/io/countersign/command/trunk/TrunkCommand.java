package io.countersign.command.trunk;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import io.countersign.command.decision.Precondition;
import java.util.Optional;

/** All that can be asked of a trunk and its credentials. */
public sealed interface TrunkCommand {
    TrunkId trunk();

    /** The account that asks: a trunk of another one is not found. */
    AccountId account();

    /** A new trunk. */
    record CreateTrunk(
            TrunkId trunk, AccountId account, DisplayName name, AuthType authType, SipDomain domain, AlgorithmPreference algorithms)
            implements TrunkCommand {}

    /** A new credential; its secret is kept apart, under version 1. */
    record CreateCredential(
            TrunkId trunk, AccountId account, CredentialId credential, Username username, Optional<Description> description)
            implements TrunkCommand {}

    /** A credential ends for good. */
    record DeleteCredential(TrunkId trunk, AccountId account, CredentialId credential, Precondition precondition)
            implements TrunkCommand {}
}
