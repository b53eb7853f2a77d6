package io.countersign.command.secret;

import io.countersign.command.account.AccountId;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.SecretVersion;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.SecretContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sealed secrets of trunk credentials. What is sealed is one HA1 for each algorithm, in the enum's order; the
 * password itself is not kept. Works in the transaction of the calling thread.
 */
public final class Secrets {
    private static final int HASHES_BYTES =
            Arrays.stream(DigestAlgorithm.values()).mapToInt(DigestAlgorithm::hashBytes).sum();

    private final JdbcClient jdbc;
    private final MasterKeyset keyset;

    public Secrets(JdbcClient jdbc, MasterKeyset keyset) {
        this.jdbc = jdbc;
        this.keyset = keyset;
    }

    /** Computes the hashes and seals them: nothing but ciphertext comes out. */
    public byte[] seal(
            AccountId account, TrunkId trunk, CredentialId credential, Username username, SipDomain realm, Password password) {
        ByteBuffer hashes = ByteBuffer.allocate(HASHES_BYTES);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            hashes.put(Ha1.of(algorithm, username.text(), realm.text(), password.exportText()).exportHash());
        }
        SecretContext context =
                new SecretContext(account.text(), trunk.text(), credential.text(), SecretVersion.FIRST.number());
        byte[] sealed = keyset.seal(hashes.array(), context.associatedData());
        Arrays.fill(hashes.array(), (byte) 0);
        return sealed;
    }

    public void insert(TrunkId trunk, CredentialId credential, byte[] sealed) {
        jdbc.sql("insert into command.secret (owner, credential_id, version, ciphertext) values (?, ?, ?, ?)")
                .params(trunk.text(), credential.text(), SecretVersion.FIRST.number(), sealed)
                .update();
    }

    public void delete(CredentialId credential) {
        jdbc.sql("delete from command.secret where credential_id = ?").param(credential.text()).update();
    }
}
