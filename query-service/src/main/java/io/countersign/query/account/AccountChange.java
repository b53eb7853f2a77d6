package io.countersign.query.account;

/** What an event changes in the account view. */
sealed interface AccountChange {

    record Opened(AccountRow row) implements AccountChange {}

    /** {@code order} is the key's place in the list. */
    record KeyAdded(ApiKeyEntry key, long order) implements AccountChange {}

    record KeyRemoved(String keyId) implements AccountChange {}
}
