package io.countersign.sip.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.SecretContext;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.sip.message.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTableTest {
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final String KEY = RecordKeys.authAccount(DOMAIN, "alice");

    @TempDir
    Path folder;

    private final List<String> ended = new ArrayList<>();
    private MasterKeyset keys;
    private AccountTable table;

    @BeforeEach
    void newTable() {
        keys = MasterKeyset.loadOrCreate(folder.resolve("master.keyset"));
        table = new AccountTable(keys::open, account -> ended.add(account.credentialId()));
        table.serve();
    }

    @Test
    void aRowAndItsSecretMakeAnAccountInWhicheverOrderTheyCome() {
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);
        assertThat(find("alice")).isNull();
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        assertThat(secretsOf("alice")).hasSize(1);

        table.applySecret("trunk_abc", "cred_2", 1, sealed("cred_2", 1));
        table.applyAccount(RecordKeys.authAccount(DOMAIN, "bob"), row("cred_2", 1), 0, 11);
        assertThat(secretsOf("bob")).hasSize(1);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void theSecretIsTheOneThatWasSealed() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);

        byte[] expected = TableAccounts.secret(DOMAIN, "alice", "secret");
        Secret secret = secretsOf("alice").getFirst();
        assertThat(secret.exposeHa1(DigestAlgorithm.MD5)).isEqualTo(Arrays.copyOfRange(expected, 0, 16));
        assertThat(secret.exposeHa1(DigestAlgorithm.SHA_256)).isEqualTo(Arrays.copyOfRange(expected, 16, 48));
        assertThat(secret.exposeHa1(DigestAlgorithm.SHA_512_256)).isEqualTo(Arrays.copyOfRange(expected, 48, 80));
        assertThat(secret.toString()).isEqualTo("Secret(redacted)");
    }

    @Test
    void aPartitionIsHeldBackUntilTheSecretIsThere() {
        table.applyAccount(KEY, row("cred_1", 1), 3, 10);
        table.applyAccount(RecordKeys.authAccount(DOMAIN, "bob"), row("cred_2", 1), 3, 12);

        assertThat(table.heldBackAt(3)).isEqualTo(10);
        assertThat(table.heldBackAt(2)).isEqualTo(Long.MAX_VALUE);
        assertThat(table.incomplete()).isEqualTo(2);
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        assertThat(table.heldBackAt(3)).isEqualTo(12);
        table.applyAccount(RecordKeys.authAccount(DOMAIN, "bob"), null, 3, 13);
        assertThat(table.heldBackAt(3)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSecretThatEndsFirstRefusesAtOnceAndHoldsNothingBack() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);

        table.applySecret("trunk_abc", "cred_1", 1, null);

        assertThat(find("alice")).isNull();
        assertThat(ended).containsExactly("cred_1");
        assertThat(table.heldBackAt(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aRowThatIsSaidAgainWhileItWaitsHoldsItsPartitionBackWhereItWas() {
        table.applyAccount(KEY, row("cred_1", 1), 3, 10);

        table.applyAccount(KEY, row("cred_1", 1), 3, 14);

        assertThat(table.heldBackAt(3)).isEqualTo(10);
        table.applyAccount(KEY, row("cred_2", 1), 3, 16);
        assertThat(table.heldBackAt(3)).isEqualTo(16);
        assertThat(table.incomplete()).isEqualTo(1);
    }

    @Test
    void aRotationIsNotCompleteBeforeItsNewSecretIsThere() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 3, 10);

        table.applyAccount(KEY, row("cred_1", 2, 1), 3, 14);

        assertThat(secretsOf("alice")).hasSize(1);
        assertThat(table.heldBackAt(3)).isEqualTo(14);
        table.applySecret("trunk_abc", "cred_1", 2, sealed("cred_1", 2));
        assertThat(table.heldBackAt(3)).isEqualTo(Long.MAX_VALUE);
        assertThat(secretsOf("alice")).hasSize(2);
    }

    @Test
    void aVersionThatIsGoneIsNotWaitedFor() {
        table.applyAccount(KEY, row("cred_1", 2, 1), 3, 10);
        table.applySecret("trunk_abc", "cred_1", 2, sealed("cred_1", 2));
        assertThat(table.heldBackAt(3)).isEqualTo(10);

        table.applySecret("trunk_other", "cred_1", 1, null);
        assertThat(table.heldBackAt(3)).isEqualTo(10);
        table.applySecret("trunk_abc", "cred_1", 1, null);

        assertThat(table.heldBackAt(3)).isEqualTo(Long.MAX_VALUE);
        assertThat(secretsOf("alice")).hasSize(1);
    }

    @Test
    void whoLookedAnOlderVersionUpLearnsOfTheEnd() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);
        Account older = Objects.requireNonNull(find("alice"));
        table.applyAccount(KEY, row("cred_1", 1), 0, 11);

        table.applyAccount(KEY, null, 0, 12);

        assertThat(older.isEnded()).isTrue();
        table.applyAccount(KEY, row("cred_1", 1), 0, 13);
        assertThat(Objects.requireNonNull(find("alice")).isEnded()).isFalse();
    }

    @Test
    void aReplayedPastEndsNothing() {
        AccountTable loading = new AccountTable(keys::open, account -> ended.add(account.credentialId()));
        loading.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        loading.applyAccount(KEY, row("cred_1", 1), 0, 10);
        loading.applyAccount(KEY, null, 0, 11);
        assertThat(ended).isEmpty();

        loading.serve();
        loading.applyAccount(KEY, row("cred_1", 1), 0, 12);
        loading.applyAccount(KEY, null, 0, 13);
        assertThat(ended).containsExactly("cred_1");
    }

    @Test
    void anEndedRowEndsItsAccountOnce() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);
        Account account = Objects.requireNonNull(find("alice"));

        table.applyAccount(KEY, null, 0, 11);
        table.applyAccount(KEY, null, 0, 12);

        assertThat(find("alice")).isNull();
        assertThat(account.isEnded()).isTrue();
        assertThat(ended).containsExactly("cred_1");
    }

    @Test
    void theSameRowAgainEndsNothing() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);
        table.applyAccount(KEY, row("cred_1", 1), 0, 11);

        assertThat(ended).isEmpty();
        assertThat(find("alice")).isNotNull();
    }

    @Test
    void aNewCredentialOfTheSameUsernameEndsTheOldOne() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);
        table.applySecret("trunk_abc", "cred_2", 1, sealed("cred_2", 1));

        table.applyAccount(KEY, row("cred_2", 1), 0, 11);

        assertThat(ended).containsExactly("cred_1");
        assertThat(Objects.requireNonNull(find("alice")).credentialId()).isEqualTo("cred_2");
        table.applySecret("trunk_abc", "cred_1", 1, null);
        assertThat(find("alice")).isNotNull();
    }

    @Test
    void duringARotationBothVersionsCountNewestFirst() {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applySecret("trunk_abc", "cred_1", 2, sealed("cred_1", 2));

        table.applyAccount(KEY, row("cred_1", 2, 1), 0, 10);

        assertThat(secretsOf("alice")).hasSize(2);
    }

    @Test
    void aSecretOfAnotherOwnerOrKeyOpensNothing() {
        table.applyAccount(KEY, row("cred_1", 1), 0, 10);

        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_2", 1));

        assertThat(find("alice")).isNull();
        assertThat(table.unopenable()).isEqualTo(1);
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        assertThat(find("alice")).isNotNull();
    }

    @Test
    void aPolicyIsFoundByItsDomainAlone() {
        table.applyPolicy(
                RecordKeys.authPolicy(DOMAIN),
                new AuthPolicyRow("acc_1", "trunk_abc", "credential", List.of("MD5", "SHA-256", "SHA3-9"), 1L));

        assertThat(Objects.requireNonNull(policy(DOMAIN)).algorithms())
                .containsExactly(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);
        assertThat(policy("trunk-abd.sip.example.com")).isNull();
        table.applyPolicy(RecordKeys.authPolicy(DOMAIN), null);
        assertThat(policy(DOMAIN)).isNull();
    }

    /** Readers take no lock: while the writer adds, replaces and removes, what is always there is always found. */
    @Test
    void aReaderFindsWhatIsThereWhileTheTableGrows() throws InterruptedException {
        table.applySecret("trunk_abc", "cred_1", 1, sealed("cred_1", 1));
        table.applyAccount(KEY, row("cred_1", 1), 0, 0);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger missed = new AtomicInteger();
        Thread reader = Thread.ofPlatform().start(() -> {
            AccountTable.Reader view = table.newReader();
            while (!done.get()) {
                if (view.account(slice(DOMAIN), slice("alice")) == null) {
                    missed.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 5_000; i++) {
            table.applyPolicy(RecordKeys.authPolicy("trunk-" + i), new AuthPolicyRow("a", "t", "credential", List.of("MD5"), 1L));
            table.applyAccount(KEY, row("cred_1", 1), 0, i);
            String other = RecordKeys.authAccount(DOMAIN, "user" + i % 200);
            table.applyAccount(other, i % 400 < 200 ? row("cred_1", 1) : null, 0, i);
        }
        done.set(true);
        reader.join(10_000);
        assertThat(missed).hasValue(0);
    }

    private List<Secret> secretsOf(String username) {
        return Objects.requireNonNull(find(username)).secrets();
    }

    private @Nullable Account find(String username) {
        return table.newReader().account(slice(DOMAIN), slice(username));
    }

    private @Nullable TrunkPolicy policy(String domain) {
        return table.newReader().policy(slice(domain));
    }

    private static Slice slice(String text) {
        return Slice.of(text.getBytes(UTF_8));
    }

    private static AuthAccountRow row(String credential, Integer... versions) {
        return new AuthAccountRow("acc_1", "trunk_abc", credential, List.of(versions), 1L);
    }

    private byte[] sealed(String credential, int version) {
        SecretContext context = new SecretContext("acc_1", "trunk_abc", credential, version);
        return keys.seal(TableAccounts.secret(DOMAIN, "alice", "secret"), context.associatedData());
    }
}
