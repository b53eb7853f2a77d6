package io.countersign.rest.key;

/** Whose key it is and what it may do. */
public record KeyOwner(String keyId, String accountId, Role role) {}
