package io.countersign.systemtests.check;

import io.countersign.systemtests.check.Request.Kind;
import java.util.Optional;

/** One event of the log. */
public record Fact(String eventId, String aggregateId, long sequence, Change change) {
    /** An account's first key comes with the account. */
    private static final long FIRST_KEY = 2;

    /** What it says has happened. */
    public sealed interface Change {
        record AccountCreated(String name) implements Change {}

        record ApiKeyCreated(String keyId, String name) implements Change {}

        record ApiKeyRevoked(String keyId) implements Change {}

        record TrunkCreated(String accountId, String name, String sipDomain) implements Change {}

        record CredentialCreated(String credentialId, String username, String tag) implements Change {}

        record CredentialDeleted(String credentialId, String username) implements Change {}
    }

    /** The effect of a request: by kind and tag it is known whose. */
    record Effect(Kind kind, String tag) {}

    /** Nothing for a change that comes with another one. */
    Optional<Effect> effect() {
        return switch (change) {
            case Change.AccountCreated it -> Optional.of(new Effect(Kind.CREATE_ACCOUNT, it.name()));
            case Change.ApiKeyCreated it ->
                sequence == FIRST_KEY ? Optional.empty() : Optional.of(new Effect(Kind.CREATE_API_KEY, it.name()));
            case Change.ApiKeyRevoked it -> Optional.of(new Effect(Kind.REVOKE_API_KEY, it.keyId()));
            case Change.TrunkCreated it -> Optional.of(new Effect(Kind.CREATE_TRUNK, it.name()));
            case Change.CredentialCreated it -> Optional.of(new Effect(Kind.CREATE_CREDENTIAL, it.tag()));
            case Change.CredentialDeleted it -> Optional.of(new Effect(Kind.DELETE_CREDENTIAL, it.credentialId()));
        };
    }

    /** The id of what was made or removed. */
    String subject() {
        return switch (change) {
            case Change.AccountCreated _, Change.TrunkCreated _ -> aggregateId;
            case Change.ApiKeyCreated it -> it.keyId();
            case Change.ApiKeyRevoked it -> it.keyId();
            case Change.CredentialCreated it -> it.credentialId();
            case Change.CredentialDeleted it -> it.credentialId();
        };
    }
}
