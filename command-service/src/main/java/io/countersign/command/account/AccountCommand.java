package io.countersign.command.account;

import io.countersign.command.decision.Precondition;

/** All that can be asked of an account. */
public sealed interface AccountCommand {
    AccountId account();

    /** The operator creates an account with its first key. */
    record CreateAccount(AccountId account, DisplayName name, ApiKey firstKey) implements AccountCommand {}

    /** One more key. */
    record IssueApiKey(AccountId account, ApiKey key) implements AccountCommand {}

    /** A key ends for good. */
    record RevokeApiKey(AccountId account, ApiKeyId key, Precondition precondition) implements AccountCommand {}
}
