package io.countersign.sip.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestCalculator.Slice;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.sip.challenge.KeyedHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the auth table, joined with the secrets by credential and version. A username whose secret is
 * missing is not in it: a missing half means refused.
 *
 * <p>Writers are guarded by this object's monitor (there is one: the tail's thread); any thread reads by a {@link
 * Reader} of its own, without a lock.
 */
public final class AccountTable {
    /** No version of a trunk comes after its end. */
    private static final long REMOVED = Long.MAX_VALUE;

    private final Consumer<Account> ended;
    private final ByteKeyMap<Account> accounts = new ByteKeyMap<>();
    private final ByteKeyMap<TrunkPolicy> policies = new ByteKeyMap<>();

    private final Map<String, Row> rows = new HashMap<>();
    private final SealedSecrets sealed;
    private final Map<String, String> keyOfCredential = new HashMap<>();
    private final IncompleteRows incomplete = new IncompleteRows();
    private volatile int incompleteSize;
    /** The version of each policy row by its key, as far as it was read; of a removed one {@link #REMOVED}. */
    private final Map<String, Long> versions = new HashMap<>();
    private boolean serving;
    private boolean replaced;

    /** @param ended told, by the writing thread while this table serves, of each account that may no longer log in */
    public AccountTable(SecretOpener opener, Consumer<Account> ended) {
        this.sealed = new SealedSecrets(opener);
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
        return sealed.unopenable();
    }

    /** From now on its ends are told: a past that is being replayed must not end what is registered now. */
    synchronized void serve() {
        serving = true;
    }

    /**
     * Serves instead of another table, which changes no more. What that one has and this one doesn't is ended; what both
     * have shares one end, so that who looked an account up there learns of an end here.
     *
     * @return false, with nothing changed, while this table is {@linkplain #isBehind behind} the other
     */
    synchronized boolean serveInsteadOf(AccountTable former) {
        synchronized (former) { // always the newer table's monitor first
            if (isBehind(former)) {
                return false;
            }
            former.serving = false;
            former.replaced = true;
            former.rows.values().forEach(row -> takeOver(former, row));
            serving = true;
            return true;
        }
    }

    /** A trunk's policy, or (null) its end. */
    public synchronized void applyPolicy(String key, @Nullable AuthPolicyRow row) {
        if (replaced) {
            return;
        }
        versions.put(key, row == null ? REMOVED : row.getTrunkVersion());
        byte[] keyBytes = key.getBytes(UTF_8);
        if (row == null) {
            policies.remove(keyBytes);
        } else {
            policies.put(keyBytes, new TrunkPolicy(row.getAccountId(), row.getTrunkId(), algorithms(row)));
        }
    }

    /** A username's row, or (null) its end, as it stands in that partition at that offset. */
    public synchronized void applyAccount(String key, @Nullable AuthAccountRow row, int partition, long offset) {
        if (replaced) {
            return;
        }
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
        if (replaced) {
            return;
        }
        if (ciphertext == null) {
            sealed.remove(owner, credential, version);
        } else {
            sealed.put(owner, credential, version, ciphertext);
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

    /**
     * Whether something that the other table has applied is missing here. A table that is written beside another one may be
     * late with a trunk: to serve then would bring a removed credential back.
     */
    private boolean isBehind(AccountTable former) {
        for (Map.Entry<String, Long> known : former.versions.entrySet()) {
            long version = versions.getOrDefault(known.getKey(), 0L);
            if (known.getValue() == REMOVED ? version != 0 && version != REMOVED : version < known.getValue()) {
                return true;
            }
        }
        return former.rows.values().stream().anyMatch(there -> isBehindWithSecret(former, there))
                || rows.values().stream().anyMatch(here -> isRemovedIn(former, here));
    }

    /** Both read the same secrets: what the other has, or has seen end, is on its way here. */
    private boolean isBehindWithSecret(AccountTable former, Row there) {
        Row here = rows.get(there.key);
        return here != null
                && here.isOf(there.row.getCredentialId())
                && here.row.getSecretVersions().equals(there.row.getSecretVersions())
                && here.row.getSecretVersions().stream()
                        .anyMatch(version -> former.sealed.contains(here.row, version)
                                ? !sealed.contains(here.row, version)
                                : sealed.contains(here.row, version) && there.seen.contains(version));
    }

    /** The policy row with the version of a removal comes after the removal: between the two, the versions are still equal. */
    private static boolean isRemovedIn(AccountTable former, Row here) {
        Row there = former.rows.get(here.key);
        String policy = RecordKeys.authPolicy(RecordKeys.first(here.key));
        return (there == null || !there.isOf(here.row.getCredentialId()))
                && here.row.getTrunkVersion() <= former.versions.getOrDefault(policy, 0L);
    }

    private void takeOver(AccountTable former, Row there) {
        byte[] keyBytes = there.key.getBytes(UTF_8);
        Account past = former.accounts.get(keyBytes);
        if (past == null) {
            return;
        }
        Account present = accounts.get(keyBytes);
        if (present != null && present.credentialId().equals(past.credentialId())) {
            accounts.put(keyBytes, past.with(present.secrets()));
        } else if (!keyOfCredential.containsKey(past.credentialId())) {
            past.end();
            ended.accept(past);
        }
    }

    private void join(Row row) {
        List<Secret> secrets = new ArrayList<>();
        for (int version : row.row.getSecretVersions()) {
            Secret secret = sealed.open(row.row, version);
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
                : new Account(row.key, row.row.getAccountId(), row.row.getTrunkId(), row.row.getCredentialId(), secrets);
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
}
