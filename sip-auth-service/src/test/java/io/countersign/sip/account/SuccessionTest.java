package io.countersign.sip.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.sip.message.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One generation of the table serves instead of another: never before it has all that the other one has applied. */
@SuppressWarnings("NullAway.Init") // serve() runs before every test
class SuccessionTest {
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final String OTHER_DOMAIN = "trunk-other.sip.example.com";

    private final List<String> ended = new ArrayList<>();
    private AccountTable former;
    private AccountTable next;

    @BeforeEach
    void serve() {
        former = table();
        former.serve();
        next = table();
    }

    @Test
    void whatTheNewTableDoesNotHaveIsEnded() {
        user(former, "alice", "cred_1");
        user(former, "bob", "cred_2");
        user(next, "bob", "cred_2");

        assertThat(next.serveInsteadOf(former)).isTrue();

        assertThat(ended).containsExactly("cred_1");
    }

    @Test
    void aTableThatIsLateWithATrunkDoesNotServe() {
        user(former, "alice", "cred_1");
        policy(former, DOMAIN, 2);
        remove(former, "alice");
        policy(former, DOMAIN, 3);
        user(next, "alice", "cred_1");
        policy(next, DOMAIN, 2);

        assertThat(next.serveInsteadOf(former)).isFalse();
        remove(next, "alice");
        assertThat(next.serveInsteadOf(former)).isFalse();
        policy(next, DOMAIN, 3);
        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    @Test
    void aTableThatStillHasARemovedTrunkDoesNotServe() {
        policy(former, DOMAIN, 2);
        policy(former, OTHER_DOMAIN, 2);
        former.applyPolicy(RecordKeys.authPolicy(DOMAIN), null);
        former.applyPolicy(RecordKeys.authPolicy(OTHER_DOMAIN), null);
        policy(next, DOMAIN, 2);

        assertThat(next.serveInsteadOf(former)).isFalse();
        next.applyPolicy(RecordKeys.authPolicy(DOMAIN), null);
        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    @Test
    void aTableThatWaitsForASecretThatTheFormerHasDoesNotServe() {
        user(former, "alice", "cred_1");
        next.applyAccount(RecordKeys.authAccount(DOMAIN, "alice"), row("cred_1"), 0, 1);

        assertThat(next.serveInsteadOf(former)).isFalse();
        next.applySecret("trunk_abc", "cred_1", 1, secret("alice"));
        assertThat(next.serveInsteadOf(former)).isTrue();
        assertThat(ended).isEmpty();
    }

    @Test
    void aTableThatStillHasASecretThatTheFormerHasLostDoesNotServe() {
        user(former, "alice", "cred_1");
        user(next, "alice", "cred_1");
        former.applySecret("trunk_abc", "cred_1", 1, null);

        assertThat(next.serveInsteadOf(former)).isFalse();
        next.applySecret("trunk_abc", "cred_1", 1, null);
        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    @Test
    void aTableThatStillHasWhatTheFormerIsJustRemovingDoesNotServe() {
        user(former, "alice", "cred_1");
        policy(former, DOMAIN, 2);
        remove(former, "alice"); // its policy row is still on its way
        user(next, "alice", "cred_1");
        policy(next, DOMAIN, 2);

        assertThat(next.serveInsteadOf(former)).isFalse();
        remove(next, "alice");
        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    /** Else a node whose former table has failed could never leave it. */
    @Test
    void aTableServesThatHasASecretForWhichTheFormerStillWaits() {
        former.applyAccount(RecordKeys.authAccount(DOMAIN, "alice"), row("cred_1"), 0, 1);
        user(next, "alice", "cred_1");

        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    @Test
    void aTableThatIsAheadServes() {
        policy(former, DOMAIN, 0);
        user(next, "alice", "cred_1");
        policy(next, DOMAIN, 1);

        assertThat(next.serveInsteadOf(former)).isTrue();
    }

    @Test
    void whoLookedAnAccountUpBeforeLearnsOfItsEndAfterwards() {
        user(former, "alice", "cred_1");
        user(next, "alice", "cred_1");
        Account found = Objects.requireNonNull(find(former, "alice"));
        assertThat(next.serveInsteadOf(former)).isTrue();

        remove(next, "alice");

        assertThat(found.isEnded()).isTrue();
        assertThat(ended).containsExactly("cred_1");
    }

    @Test
    void theFormerTableChangesNoMore() {
        user(former, "alice", "cred_1");
        user(next, "alice", "cred_1");
        assertThat(next.serveInsteadOf(former)).isTrue();

        remove(former, "alice");

        assertThat(ended).isEmpty();
        assertThat(Objects.requireNonNull(find(next, "alice")).isEnded()).isFalse();
    }

    private AccountTable table() {
        return new AccountTable((sealed, associatedData) -> sealed, account -> ended.add(account.credentialId()));
    }

    private static void user(AccountTable table, String username, String credential) {
        table.applySecret("trunk_abc", credential, 1, secret(username));
        table.applyAccount(RecordKeys.authAccount(DOMAIN, username), row(credential), 0, 1);
    }

    private static void remove(AccountTable table, String username) {
        table.applyAccount(RecordKeys.authAccount(DOMAIN, username), null, 0, 2);
    }

    private static void policy(AccountTable table, String domain, long version) {
        table.applyPolicy(
                RecordKeys.authPolicy(domain), new AuthPolicyRow("acc_1", "trunk_abc", "credential", List.of("MD5"), version));
    }

    private static AuthAccountRow row(String credential) {
        return new AuthAccountRow("acc_1", "trunk_abc", credential, List.of(1), 1L);
    }

    private static byte[] secret(String username) {
        return TableAccounts.secret(DOMAIN, username, "secret");
    }

    private static @Nullable Account find(AccountTable table, String username) {
        return table.newReader().account(Slice.of(DOMAIN.getBytes(UTF_8)), Slice.of(username.getBytes(UTF_8)));
    }
}
