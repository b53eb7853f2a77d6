package io.countersign.command.aggregate;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import io.countersign.command.trunk.AlgorithmPreference;
import io.countersign.command.trunk.AuthType;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.Description;
import io.countersign.command.trunk.SecretVersion;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.TrunkEvent;
import io.countersign.command.trunk.TrunkEvent.CredentialCreated;
import io.countersign.command.trunk.TrunkEvent.CredentialDeleted;
import io.countersign.command.trunk.TrunkEvent.TrunkCreated;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;
import io.countersign.digest.DigestAlgorithm;

/** The stored form of a trunk's events. Frozen by approved files: a change is a new revision and an upcast of the old. */
final class TrunkEventForm {
    static final String TRUNK_CREATED = "trunk-created";
    static final String CREDENTIAL_CREATED = "credential-created";
    static final String CREDENTIAL_DELETED = "credential-deleted";
    static final String REVISION = "1";

    private TrunkEventForm() {}

    static StoredText write(TrunkEvent event) {
        JsonFields fields = JsonFields.empty().put("trunk_id", event.trunk().text()).put("at", event.at());
        return switch (event) {
            case TrunkCreated created -> fields.put("account_id", created.account().text())
                    .put("name", created.name().text())
                    .put("auth_type", created.authType().text())
                    .put("sip_domain", created.domain().text())
                    .put("digest_algorithms", created.algorithms().tokens())
                    .as(TRUNK_CREATED, REVISION);
            case CredentialCreated created -> fields.put("credential_id", created.credential().text())
                    .put("username", created.username().text())
                    .put("description", created.description().map(Description::text))
                    .put("secret_version", created.secret().number())
                    .as(CREDENTIAL_CREATED, REVISION);
            case CredentialDeleted deleted -> fields.put("credential_id", deleted.credential().text())
                    .put("username", deleted.username().text())
                    .as(CREDENTIAL_DELETED, REVISION);
        };
    }

    static TrunkEvent read(StoredText stored) {
        JsonFields fields = JsonFields.of(stored, REVISION);
        TrunkId trunk = new TrunkId(fields.text("trunk_id"));
        return switch (stored.type()) {
            case TRUNK_CREATED -> new TrunkCreated(
                    trunk,
                    new AccountId(fields.text("account_id")),
                    new DisplayName(fields.text("name")),
                    AuthType.parse(fields.text("auth_type")).orElseThrow(),
                    new SipDomain(fields.text("sip_domain")),
                    new AlgorithmPreference(fields.texts("digest_algorithms").stream()
                            .map(token -> DigestAlgorithm.ofToken(token).orElseThrow())
                            .toList()),
                    fields.instant("at"));
            case CREDENTIAL_CREATED -> new CredentialCreated(
                    trunk,
                    new CredentialId(fields.text("credential_id")),
                    new Username(fields.text("username")),
                    fields.optionalText("description").map(Description::new),
                    new SecretVersion(fields.number("secret_version")),
                    fields.instant("at"));
            case CREDENTIAL_DELETED -> new CredentialDeleted(
                    trunk,
                    new CredentialId(fields.text("credential_id")),
                    new Username(fields.text("username")),
                    fields.instant("at"));
            default -> throw new UnknownFormException(stored.type(), stored.revision());
        };
    }
}
