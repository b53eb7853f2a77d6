package io.countersign.command.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Refusal;
import io.countersign.command.decision.Version;
import io.countersign.command.trunk.TrunkCommand.CreateCredential;
import io.countersign.command.trunk.TrunkCommand.CreateTrunk;
import io.countersign.command.trunk.TrunkCommand.DeleteCredential;
import io.countersign.command.trunk.TrunkEvent.CredentialCreated;
import io.countersign.command.trunk.TrunkEvent.CredentialDeleted;
import io.countersign.command.trunk.TrunkEvent.TrunkCreated;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrunkTest {
    private static final Instant NOW = Instant.parse("2026-04-09T10:35:00Z");
    private static final AccountId OWNER = new AccountId("acc_000000000001");
    private static final AccountId STRANGER = new AccountId("acc_000000000002");
    private static final TrunkId TRUNK = new TrunkId("trunk_000000000001");
    private static final CredentialId FIRST = new CredentialId("cred_000000000001");
    private static final CredentialId SECOND = new CredentialId("cred_000000000002");
    private static final Username PBX = new Username("pbx");
    private static final SipDomain DOMAIN = SipDomain.of(TRUNK, SipDomain.base("sip.localhost"));
    private static final TrunkEvent CREATED = new TrunkCreated(
            TRUNK, OWNER, new DisplayName("office"), AuthType.CREDENTIAL, DOMAIN, AlgorithmPreference.DEFAULT, NOW);
    private static final TrunkEvent FIRST_CREATED =
            new CredentialCreated(TRUNK, FIRST, PBX, Optional.empty(), SecretVersion.FIRST, NOW);
    private static final TrunkEvent FIRST_DELETED = new CredentialDeleted(TRUNK, FIRST, PBX, NOW);

    @Test
    void aTrunkIsCreatedOnce() {
        CreateTrunk create = new CreateTrunk(
                TRUNK, OWNER, new DisplayName("office"), AuthType.CREDENTIAL, DOMAIN, AlgorithmPreference.DEFAULT);

        assertThat(given().decide(create, NOW)).isEqualTo(Decision.accept(CREATED));
        assertThat(given(CREATED).decide(create, NOW)).isEqualTo(Decision.refuse(Refusal.ALREADY_EXISTS));
    }

    @Test
    void itsDomainIsItsIdAsADnsLabel() {
        assertThat(DOMAIN.text()).isEqualTo("trunk-000000000001.sip.localhost");
    }

    @Test
    void aCredentialIsAdded() {
        assertThat(given(CREATED).decide(create(OWNER, FIRST, PBX), NOW)).isEqualTo(Decision.accept(FIRST_CREATED));
    }

    @Test
    void aUsernameIsUniqueInItsTrunkAndItsCaseCounts() {
        Trunk trunk = given(CREATED, FIRST_CREATED);

        assertThat(trunk.decide(create(OWNER, SECOND, PBX), NOW)).isEqualTo(Decision.refuse(Refusal.USERNAME_TAKEN));
        assertThat(trunk.decide(create(OWNER, SECOND, new Username("PBX")), NOW)).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void aDeletedUsernameMayBeUsedAgain() {
        Trunk trunk = given(CREATED, FIRST_CREATED, FIRST_DELETED);

        assertThat(trunk.decide(create(OWNER, SECOND, PBX), NOW)).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void aCredentialIsDeletedOnce() {
        assertThat(given(CREATED, FIRST_CREATED).decide(delete(OWNER, new Precondition.AnyVersion()), NOW))
                .isEqualTo(Decision.accept(FIRST_DELETED));
        assertThat(given(CREATED, FIRST_CREATED, FIRST_DELETED).decide(delete(OWNER, new Precondition.AnyVersion()), NOW))
                .isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
    }

    @Test
    void aCredentialIsDeletedOnlyInTheVersionThatTheCallerSaw() {
        Trunk trunk = given(CREATED, FIRST_CREATED);

        assertThat(trunk.decide(delete(OWNER, new Precondition.OneOf(Set.of(new Version(1)))), NOW))
                .isEqualTo(Decision.refuse(Refusal.VERSION_MISMATCH));
        assertThat(trunk.decide(delete(OWNER, new Precondition.OneOf(Set.of(new Version(2)))), NOW))
                .isEqualTo(Decision.accept(FIRST_DELETED));
    }

    @Test
    void aMissingTrunkAndAForeignOneAreNotFound() {
        assertThat(given().decide(create(OWNER, FIRST, PBX), NOW)).isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
        assertThat(given(CREATED).decide(create(STRANGER, FIRST, PBX), NOW)).isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
        assertThat(given(CREATED, FIRST_CREATED).decide(delete(STRANGER, new Precondition.AnyVersion()), NOW))
                .isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
    }

    @Test
    void aTrunkHolds10000Credentials() {
        Trunk trunk = given(CREATED);
        for (int i = 0; i < Credentials.MAX; i++) {
            CredentialId id = new CredentialId("cred_" + String.format("%012d", i));
            trunk = trunk.evolve(
                    new CredentialCreated(TRUNK, id, new Username("u" + i), Optional.empty(), SecretVersion.FIRST, NOW));
        }
        CredentialId next = new CredentialId("cred_zzzzzzzzzzzz");

        assertThat(trunk.decide(create(OWNER, next, PBX), NOW)).isEqualTo(Decision.refuse(Refusal.TRUNK_FULL));
        Trunk roomy = trunk.evolve(new CredentialDeleted(TRUNK, new CredentialId("cred_000000000007"), new Username("u7"), NOW));
        assertThat(roomy.decide(create(OWNER, next, PBX), NOW)).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void anEarlierStateStaysWhatItWas() {
        Trunk before = given(CREATED);
        before.evolve(FIRST_CREATED);

        assertThat(before.version()).isEqualTo(new Version(1));
        assertThat(before.decide(create(OWNER, FIRST, PBX), NOW)).isInstanceOf(Decision.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.d!e~f*g+h", "0123456789012345678901234567890123456789012345678901234567890123"})
    void takesEveryUsernameOfTheDocumentedForm(String text) {
        assertThat(new Username(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a@b", "ü", "a\u0000", "01234567890123456789012345678901234567890123456789012345678901234"})
    void takesNoOtherUsername(String text) {
        assertThatThrownBy(() -> new Username(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected");
    }

    private static Trunk given(TrunkEvent... events) {
        Trunk trunk = Trunk.ABSENT;
        for (TrunkEvent event : events) {
            trunk = trunk.evolve(event);
        }
        return trunk;
    }

    private static CreateCredential create(AccountId account, CredentialId credential, Username username) {
        return new CreateCredential(TRUNK, account, credential, username, Optional.empty());
    }

    private static DeleteCredential delete(AccountId account, Precondition precondition) {
        return new DeleteCredential(TRUNK, account, FIRST, precondition);
    }
}
