package io.countersign.sip.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.Ha1;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.sip.registrar.Registrar;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;

/** The real table, filled by hand instead of by Kafka; its secrets are not sealed. */
public final class TableAccounts implements Accounts {
    public static final String ACCOUNT = "acc_0123456789ab";

    private final AccountTable table;
    private boolean ready = true;

    public TableAccounts(Registrar registrar) {
        table = new AccountTable((sealed, associatedData) -> sealed, registrar::end);
        table.serve();
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public AccountLookup newReader() {
        return table.newReader();
    }

    public void notReady() {
        ready = false;
    }

    /** A trunk whose domain is {@code trunk-<label>} below the base. */
    public TableAccounts trunk(String domain, DigestAlgorithm... algorithms) {
        table.applyPolicy(
                RecordKeys.authPolicy(domain),
                new AuthPolicyRow(
                        ACCOUNT, trunkId(domain), "credential", Stream.of(algorithms).map(DigestAlgorithm::token).toList(), 1L));
        return this;
    }

    public TableAccounts user(String domain, String username, String password) {
        String credential = credentialId(username, password);
        table.applySecret(trunkId(domain), credential, 1, secret(domain, username, password));
        table.applyAccount(
                RecordKeys.authAccount(domain, username),
                new AuthAccountRow(ACCOUNT, trunkId(domain), credential, List.of(1), 2L),
                0,
                0);
        return this;
    }

    public void remove(String domain, String username) {
        table.applyAccount(RecordKeys.authAccount(domain, username), null, 0, 1);
    }

    public static String credentialId(String username, String password) {
        return "cred_" + username + Integer.toHexString(password.hashCode());
    }

    /** The 80 bytes that are sealed for a password. */
    public static byte[] secret(String domain, String username, String password) {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        for (DigestAlgorithm algorithm :
                List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_512_256)) {
            secret.writeBytes(Ha1.of(algorithm, username, domain, password).exportHash());
        }
        return secret.toByteArray();
    }

    private static String trunkId(String domain) {
        return new String(domain.substring(0, domain.indexOf('.')).replace('-', '_').getBytes(US_ASCII), US_ASCII);
    }
}
