package io.countersign.command.trunk;

import io.countersign.command.decision.Version;

/**
 * A credential as its trunk remembers it.
 *
 * @param version the sequence of the trunk's event that last changed it
 */
public record Credential(CredentialId id, Username username, SecretVersion secret, Version version) {}
