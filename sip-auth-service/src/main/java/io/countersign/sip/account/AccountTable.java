package io.countersign.sip.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestCalculator.Slice;
import io.countersign.keysets.SecretContext;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.sip.challenge.KeyedHash;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of the auth table, joined with the secrets by credential and version. A username whose secret is
 * missing is not in it: a missing half means refused.
 *
 * <p>Writers are guarded by this object's monitor (there is one: the tail's thread); any thread reads by a {@link
 * Reader} of its own, without a lock.
 */
public final class AccountTable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountTable.class);

    private final SecretOpener opener;
    private final Consumer<Account> ended;
    private final ByteKeyMap<Account> accounts = new ByteKeyMap<>();
    private final ByteKeyMap<TrunkPolicy> policies = new ByteKeyMap<>();

    private final Map<String, Row> rows = new HashMap<>();
    private final Map<SecretId, byte[]> sealed = new HashMap<>();
    private final Map<String, String> keyOfCredential = new HashMap<>();
    private final IncompleteRows incomplete = new IncompleteRows();
    private volatile int incompleteSize;
    private final Set<SecretId> unopenable = new HashSet<>();
    private volatile int unopenableSize;
    private boolean serving;

    /** @param ended told, by the writing thread while this table serves, of each account that may no longer log in */
    public AccountTable(SecretOpener opener, Consumer<Account> ended) {
        this.opener = opener;
        this.ended = ended;
    }

    /** A view for one reading thread. */
    public Reader newReader() {
        return new Reader();
    }

    /** Usernames that can log in. */
    public int size() {
        return accounts.size();
    }

    /** Usernames whose secret has not arrived. */
    public int incomplete() {
        return incompleteSize;
    }

    /** Secrets that this node's master keyset can't open. */
    public int unopenable() {
        return unopenableSize;
    }

    /** From now on its ends are told: a past that is being replayed must not end what is registered now. */
    synchronized void serve() {
        serving = true;
    }

    /** A trunk's policy, or (null) its end. */
    public synchronized void applyPolicy(String key, @Nullable AuthPolicyRow row) {
        byte[] keyBytes = key.getBytes(UTF_8);
        if (row == null) {
            policies.remove(keyBytes);
        } else {
            policies.put(keyBytes, new TrunkPolicy(row.getAccountId(), row.getTrunkId(), algorithms(row)));
        }
    }

    /** A username's row, or (null) its end, as it stands in that partition at that offset. */
    public synchronized void applyAccount(String key, @Nullable AuthAccountRow row, int partition, long offset) {
        Row before = rows.remove(key);
        if (before != null) {
            incomplete.remove(before);
            if (row == null || !before.isOf(row.getCredentialId())) {
                keyOfCredential.remove(before.row.getCredentialId(), key);
            }
        }
        if (row == null) {
            replace(key, null);
        } else {
            Row current = Row.of(key, row, partition, offset, before);
            rows.put(key, current);
            keyOfCredential.put(row.getCredentialId(), key);
            join(current);
        }
        incompleteSize = incomplete.size();
    }

    /** A sealed secret, or (null) its end. */
    public synchronized void applySecret(String owner, String credential, int version, byte @Nullable [] ciphertext) {
        SecretId id = new SecretId(owner, credential, version);
        if (ciphertext == null) {
            sealed.remove(id);
            unopenable.remove(id);
            unopenableSize = unopenable.size();
        } else {
            sealed.put(id, ciphertext);
        }
        String key = keyOfCredential.get(credential);
        Row row = key == null ? null : rows.get(key);
        if (row != null) {
            if (ciphertext == null && row.row.getTrunkId().equals(owner)) {
                row.seen.add(version);
            }
            join(row);
            incompleteSize = incomplete.size();
        }
    }

    /** Where a partition is held back: the offset of its first row that still waits for a secret. */
    public synchronized long heldBackAt(int partition) {
        return incomplete.firstOffset(partition);
    }

    /** Ends every account that the successor, which serves from now on, doesn't have for the same credential. */
    synchronized void endAllBut(Set<String> credentials) {
        for (Row row : List.copyOf(rows.values())) {
            if (!credentials.contains(row.row.getCredentialId())) {
                replace(row.key, null);
            }
        }
        serving = false;
    }

    /** The credentials that have a row. */
    synchronized Set<String> credentials() {
        return Set.copyOf(keyOfCredential.keySet());
    }

    private void join(Row row) {
        List<Secret> secrets = new ArrayList<>();
        for (int version : row.row.getSecretVersions()) {
            Secret secret = open(row.row, version);
            if (secret != null) {
                row.seen.add(version);
                secrets.add(secret);
            }
        }
        if (row.isComplete()) {
            incomplete.remove(row);
        } else {
            incomplete.add(row);
        }
        replace(row.key, secrets.isEmpty() ? null : account(row, secrets));
    }

    private @Nullable Secret open(AuthAccountRow row, int version) {
        SecretId id = new SecretId(row.getTrunkId(), row.getCredentialId(), version);
        byte[] ciphertext = sealed.get(id);
        if (ciphertext == null) {
            return null;
        }
        try {
            SecretContext context = new SecretContext(row.getAccountId(), row.getTrunkId(), row.getCredentialId(), version);
            return Secret.of(opener.open(ciphertext, context.associatedData()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            unopenable.add(id);
            unopenableSize = unopenable.size();
            LOG.error(
                    "secret.unopenable credential={} version={} error={}",
                    row.getCredentialId(),
                    version,
                    e.getClass().getSimpleName());
            return null;
        }
    }

    private void replace(String key, @Nullable Account account) {
        byte[] keyBytes = key.getBytes(UTF_8);
        Account before = account == null ? accounts.remove(keyBytes) : accounts.put(keyBytes, account);
        if (before != null && (account == null || !account.credentialId().equals(before.credentialId()))) {
            before.end();
            if (serving) {
                ended.accept(before);
            }
        }
    }

    private Account account(Row row, List<Secret> secrets) {
        Account before = accounts.get(row.key.getBytes(UTF_8));
        return before != null && row.isOf(before.credentialId())
                ? before.with(secrets)
                : new Account(row.row.getAccountId(), row.row.getTrunkId(), row.row.getCredentialId(), secrets);
    }

    /** Algorithms that this build doesn't know are left out: a newer trunk setting must not stop the table. */
    private static List<DigestAlgorithm> algorithms(AuthPolicyRow row) {
        List<DigestAlgorithm> known = row.getDigestAlgorithms().stream()
                .flatMap(token -> DigestAlgorithm.ofToken(token).stream())
                .distinct()
                .toList();
        return known.isEmpty() ? TrunkPolicy.DEFAULT_ALGORITHMS : known;
    }

    /** Looks things up, for one thread. */
    public final class Reader implements AccountLookup {
        private final KeyedHash accountHash = accounts.newHash();
        private final KeyedHash policyHash = policies.newHash();

        @Override
        public @Nullable Account account(Slice domain, Slice username) {
            return accounts.get(accountHash, domain, username);
        }

        @Override
        public @Nullable TrunkPolicy policy(Slice domain) {
            return policies.get(policyHash, domain, NoBytes.SLICE);
        }

        boolean isOf(@Nullable AccountTable table) {
            return table == AccountTable.this;
        }
    }

    /** The policy row's key is {@link RecordKeys#authPolicy}: nothing after the separator. */
    private enum NoBytes implements Slice {
        SLICE;

        private static final byte[] NONE = new byte[0];

        @Override
        public byte[] array() {
            return NONE;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return 0;
        }
    }

    private record SecretId(String owner, String credential, int version) {}
}
