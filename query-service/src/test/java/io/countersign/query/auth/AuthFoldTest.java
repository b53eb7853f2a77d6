package io.countersign.query.auth;

import static io.countersign.query.Facts.credentialCreated;
import static io.countersign.query.Facts.credentialDeleted;
import static io.countersign.query.Facts.domain;
import static io.countersign.query.Facts.trunkCreated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.auth.AuthOutcome.Row;
import io.countersign.query.event.MissingCreationException;
import io.countersign.query.event.VersionGapException;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AuthFoldTest {
    private static final String TRUNK = "trunk_4x5y6z";
    private static final String ALICE = RecordKeys.authAccount(domain(TRUNK), "alice");
    private static final String POLICY = RecordKeys.authPolicy(domain(TRUNK));

    private final AuthTable table = new AuthTable().fold(trunkCreated(TRUNK, "acc_1"));

    @Test
    void aNewTrunkSendsItsPolicy() {
        assertThat(table.takeSent()).extracting(row -> row.key().text()).containsExactly(POLICY);
        assertThat(table.rows().get(POLICY)).isInstanceOfSatisfying(AuthPolicyRow.class, policy -> {
            assertThat(policy.getAccountId()).isEqualTo("acc_1");
            assertThat(policy.getTrunkId()).isEqualTo(TRUNK);
            assertThat(policy.getAuthType()).isEqualTo("credential");
            assertThat(policy.getDigestAlgorithms()).containsExactly("SHA-256", "MD5");
            assertThat(policy.getTrunkVersion()).isEqualTo(1);
        });
    }

    @Test
    void aNewCredentialSendsItsAccountFirstThenThePolicyOfTheSameVersion() {
        table.takeSent();

        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));

        assertThat(table.takeSent()).extracting(row -> row.key().text()).containsExactly(ALICE, POLICY);
        assertThat(account(ALICE)).isEqualTo(AuthAccountRow.newBuilder()
                .setAccountId("acc_1")
                .setTrunkId(TRUNK)
                .setCredentialId("cred_1")
                .setSecretVersions(List.of(1))
                .setTrunkVersion(2)
                .build());
        assertThat(policyVersion()).isEqualTo(2);
    }

    @Test
    void aRemovedCredentialSendsATombstoneAndLeavesAMarkerOfItsVersionOnly() {
        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        table.takeSent();

        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

        List<Row> sent = table.takeSent();
        assertThat(sent.getFirst()).isEqualTo(new Row(AuthTableKey.account(TRUNK, domain(TRUNK), "alice"), Optional.empty()));
        assertThat(sent.getLast().key().text()).isEqualTo(POLICY);
        assertThat(table.rows()).containsOnlyKeys(POLICY);
        assertThat(table.state())
                .containsOnlyKeys(AuthEntryKey.trunk(TRUNK), AuthEntryKey.credential(TRUNK, "cred_1"))
                .containsEntry(AuthEntryKey.credential(TRUNK, "cred_1"), new AuthEntry.Removed(3));
    }

    @Test
    void aRepeatedRemovalSendsTheTombstoneAgainAndChangesNothing() {
        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
        Map<AuthEntryKey, AuthEntry> before = table.state();
        List<Row> first = table.takeSent().reversed().subList(0, 2).reversed();

        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

        assertThat(table.takeSent()).isEqualTo(first);
        assertThat(table.state()).isEqualTo(before);
    }

    @Test
    void aRepeatedRemovalOfAUsernameThatIsUsedAgainSendsTheRowOfItsNewHolder() {
        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
        table.fold(credentialCreated(TRUNK, 4, "cred_2", "alice"));
        table.takeSent();

        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

        assertThat(table.takeSent()).singleElement().satisfies(row -> assertThat(row.value())
                .get()
                .isInstanceOfSatisfying(
                        AuthAccountRow.class, it -> assertThat(it.getCredentialId()).isEqualTo("cred_2")));
        assertThat(account(ALICE).getCredentialId()).isEqualTo("cred_2");
    }

    @Test
    void aRepeatedCreationOfARemovedCredentialSendsTheTombstone() {
        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        table.fold(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
        table.takeSent();

        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));

        assertThat(table.takeSent())
                .containsExactly(new Row(AuthTableKey.account(TRUNK, domain(TRUNK), "alice"), Optional.empty()));
    }

    @Test
    void aRepeatedEventBeforeTheLastDoesNotClaimWhatComesAfterIt() {
        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        table.foldWithoutOutput(credentialCreated(TRUNK, 3, "cred_2", "bob"));
        table.takeSent();

        table.fold(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        assertThat(policyVersion()).isEqualTo(2);

        table.fold(credentialCreated(TRUNK, 3, "cred_2", "bob"));
        assertThat(policyVersion()).isEqualTo(3);
    }

    @Test
    void aGapStops() {
        assertThatThrownBy(() -> table.fold(credentialCreated(TRUNK, 3, "cred_1", "alice")))
                .isInstanceOf(VersionGapException.class)
                .hasMessage("event 3 of " + TRUNK + " after 1 (expected: 2)");
        assertThatThrownBy(() -> new AuthTable().fold(credentialCreated(TRUNK, 2, "cred_1", "alice")))
                .isInstanceOf(VersionGapException.class);
        assertThatThrownBy(() -> new AuthTable().fold(credentialCreated(TRUNK, 1, "cred_1", "alice")))
                .isInstanceOf(MissingCreationException.class);
    }

    private AuthAccountRow account(String key) {
        SpecificRecord row = table.rows().get(key);
        assertThat(row).isInstanceOf(AuthAccountRow.class);
        return (AuthAccountRow) Objects.requireNonNull(row);
    }

    private long policyVersion() {
        SpecificRecord row = table.rows().get(POLICY);
        assertThat(row).isInstanceOf(AuthPolicyRow.class);
        return ((AuthPolicyRow) Objects.requireNonNull(row)).getTrunkVersion();
    }
}
