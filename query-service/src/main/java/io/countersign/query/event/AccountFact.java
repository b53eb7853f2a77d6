package io.countersign.query.event;

/** Everything that can happen to an account. A new one breaks the build wherever it matters. */
public sealed interface AccountFact {

    record Created(String name) implements AccountFact {}

    record ApiKeyIssued(String keyId, String name, String role) implements AccountFact {}

    record ApiKeyWithdrawn(String keyId) implements AccountFact {}
}
