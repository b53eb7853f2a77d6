package io.countersign.command.aggregate;

import io.countersign.command.account.AccountId;
import io.countersign.command.decision.Version;
import io.countersign.command.trunk.Credential;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.Credentials;
import io.countersign.command.trunk.SecretVersion;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;

/** The stored form of a trunk's state. Another form gets another name; a snapshot can always be made anew from the events. */
final class SnapshotForm {
    static final String TRUNK = "trunk/1";

    private SnapshotForm() {}

    static String writeTrunk(Snapshot.OfTrunk snapshot) {
        Trunk.Open trunk = (Trunk.Open) snapshot.state();
        JsonFields fields = JsonFields.empty()
                .put("id", trunk.id().text())
                .put("account_id", trunk.account().text())
                .put("sip_domain", trunk.domain().text())
                .put("version", trunk.version().sequence());
        for (Credential credential : trunk.credentials().all()) {
            fields.add(
                    "credentials",
                    JsonFields.empty()
                            .put("id", credential.id().text())
                            .put("username", credential.username().text())
                            .put("secret_version", credential.secret().number())
                            .put("version", credential.version().sequence()));
        }
        return fields.json();
    }

    static Snapshot readTrunk(String json) {
        JsonFields fields = JsonFields.parse(json);
        Credentials credentials = Credentials.of(
                fields.objects("credentials").stream().map(SnapshotForm::credential).toList());
        return new Snapshot.OfTrunk(new Trunk.Open(
                new TrunkId(fields.text("id")),
                new AccountId(fields.text("account_id")),
                new SipDomain(fields.text("sip_domain")),
                new Version(fields.longNumber("version")),
                credentials));
    }

    private static Credential credential(JsonFields fields) {
        return new Credential(
                new CredentialId(fields.text("id")),
                new Username(fields.text("username")),
                new SecretVersion(fields.number("secret_version")),
                new Version(fields.longNumber("version")));
    }
}
