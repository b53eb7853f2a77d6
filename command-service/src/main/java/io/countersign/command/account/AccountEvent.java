package io.countersign.command.account;

import java.time.Instant;

/** All that can have happened to an account. */
public sealed interface AccountEvent {
    AccountId account();

    /** When it was decided. */
    Instant at();

    /** The operator created the account. */
    record AccountCreated(AccountId account, DisplayName name, Instant at) implements AccountEvent {}

    /** A key was issued. */
    record ApiKeyCreated(AccountId account, ApiKey key, Instant at) implements AccountEvent {}

    /** A key was revoked. */
    record ApiKeyRevoked(AccountId account, ApiKeyId key, Instant at) implements AccountEvent {}
}
