package io.countersign.command.account;

/** A key that the account issues; its secret is not part of the domain. */
public record ApiKey(ApiKeyId id, DisplayName name, ApiKeyRole role) {}
