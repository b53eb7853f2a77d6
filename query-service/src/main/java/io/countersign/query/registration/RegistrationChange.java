package io.countersign.query.registration;

/** What an event changes in the registration view. */
sealed interface RegistrationChange {

    /** A trunk, with no credential yet, of an account. */
    record TrunkCreated(TrunkRow row) implements RegistrationChange {}

    /** From now on its bindings count. */
    record CredentialAdded(String credentialId) implements RegistrationChange {}

    /** Its bindings are dead, also those that a node tells of later. */
    record CredentialRemoved(String credentialId) implements RegistrationChange {}
}
