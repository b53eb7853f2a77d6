package io.countersign.query.credential;

/** What an event changes in the credential view. */
sealed interface CredentialChange {

    /** {@code order} is the credential's place in the list. */
    record Added(CredentialRow row, long order) implements CredentialChange {}

    record Removed(String credentialId) implements CredentialChange {}

    /** A trunk, with no credential yet, of an account. */
    record TrunkCreated(String accountId) implements CredentialChange {}
}
