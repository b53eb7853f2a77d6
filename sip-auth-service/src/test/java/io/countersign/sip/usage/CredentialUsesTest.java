package io.countersign.sip.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.Incarnation;
import io.countersign.sip.registrar.Registrar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialUsesTest {
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final long NOW = 1_800_000_000;
    private static final long DAY = 86_400;

    private final TableAccounts accounts =
            new TableAccounts(new Registrar(new Incarnation("node-1", "a"))).trunk(DOMAIN, DigestAlgorithm.MD5).user(DOMAIN, "alice", "secret");
    private final Account alice = lookUp("alice");
    private final CredentialUses uses = new CredentialUses();
    private int looks;

    @Test
    void aSourceIsKnownForADayAfterItsLastSuccess() {
        succeed(1, NOW);
        succeed(1, NOW + DAY - 1);

        assertThat(uses.isKnown(alice, 1, NOW + 2 * DAY - 2)).isTrue();
        assertThat(uses.isKnown(alice, 1, NOW + 2 * DAY)).isFalse();
        assertThat(uses.isKnown(alice, 2, NOW)).isFalse();
    }

    @Test
    void whatWasForgottenIsNotKnownAndWhatFollowsIsTold() {
        succeed(1, NOW);
        uses.forget(alice.credentialId());
        assertThat(uses.isKnown(alice, 1, NOW)).isFalse();

        succeed(2, NOW + 1);

        assertThat(uses.isKnown(alice, 2, NOW + 1)).isTrue();
        assertThat(told(NOW + 1)).singleElement().satisfies(usage ->
                assertThat(usage.from()).extracting(Usage.From::prefix).containsExactly(2L));
    }

    @Test
    void sixteenSourcesAreKnownTheLastOnes() {
        for (int source = 1; source <= 20; source++) {
            succeed(source, NOW + source);
        }

        assertThat(uses.isKnown(alice, 4, NOW + 20)).isFalse();
        assertThat(uses.isKnown(alice, 5, NOW + 20)).isTrue();
        assertThat(uses.isKnown(alice, 20, NOW + 20)).isTrue();
    }

    @Test
    void whoGoesOnPushesOutWhoDoesNotAndOldNewsNobody() {
        for (int source = 1; source <= 16; source++) {
            succeed(source, NOW + source);
        }
        succeed(1, NOW + 100);
        succeed(17, NOW + 101);

        uses.merge(usage(NOW + 1, "10.0.0.1", new Usage.From(99, NOW + 1)));

        assertThat(uses.isKnown(alice, 2, NOW + 101)).as("its last success was the oldest").isFalse();
        assertThat(uses.isKnown(alice, 99, NOW + 101)).as("older than all sixteen").isFalse();
        for (int source : new int[] {1, 3, 16, 17}) {
            assertThat(uses.isKnown(alice, source, NOW + 101)).as("source %d", source).isTrue();
        }
    }

    @Test
    void aUseFromAKnownSourceIsLookedAtAndToldOnceAMinute() {
        for (int second = 0; second < 120; second++) {
            succeed(1, NOW + second);
        }
        assertThat(looks).isEqualTo(2);

        assertThat(told(NOW + 119)).hasSize(1);
        succeed(1, NOW + 150);
        assertThat(told(NOW + 178)).isEmpty();
        assertThat(told(NOW + 179)).hasSize(1);
        assertThat(told(NOW + 300)).isEmpty();
    }

    @Test
    void aNewSourceIsToldAtOnceAlsoOneThatWasForgotten() {
        succeed(1, NOW);
        assertThat(told(NOW)).hasSize(1);

        succeed(2, NOW + 1);
        succeed(3, NOW + 1);
        assertThat(told(NOW + 1)).singleElement().satisfies(usage ->
                assertThat(usage.from()).extracting(Usage.From::prefix).containsExactly(1L, 2L, 3L));
        assertThat(told(NOW + 1)).isEmpty();
        succeed(2, NOW + 1 + DAY);
        assertThat(told(NOW + 1 + DAY)).hasSize(1);
        assertThat(looks).as("one for each new source, and one for that which had become new again").isEqualTo(4);
    }

    @Test
    void aNewSourceIsToldBeforeAllThatAreDue() {
        succeed(1, NOW);
        succeedMany(NOW);
        int calls = 0;
        while (!told(NOW).isEmpty()) {
            calls++;
        }
        assertThat(calls).as("calls until all are told").isGreaterThan(2);
        succeedMany(NOW + 61);

        succeed(2, NOW + 62);

        assertThat(told(NOW + 62)).hasSizeGreaterThan(1).first().extracting(Usage::credentialId).isEqualTo(alice.credentialId());
    }

    @Test
    void whatHasEndedIsNotToldAlsoWhenItsSourceWasNew() {
        succeed(1, NOW);
        uses.forget(alice.credentialId());

        assertThat(told(NOW)).isEmpty();
    }

    @Test
    void nothingIsToldWhereThereIsNoRoomAndAllOfItOnceThereIs() {
        succeed(1, NOW);
        List<Usage> told = new ArrayList<>();

        uses.tell(NOW, 0, told::add);
        succeed(2, NOW + 1);
        assertThat(told).isEmpty();

        assertThat(told(NOW + 2)).singleElement().satisfies(usage -> assertThat(usage.from()).hasSize(2));
    }

    @Test
    void whatOthersToldIsKnownButNotToldAgain() {
        succeed(1, NOW);
        Usage told = told(NOW).getFirst();
        CredentialUses restarted = new CredentialUses();

        restarted.merge(told);

        assertThat(restarted.isKnown(alice, 1, NOW + DAY - 1)).isTrue();
        List<Usage> again = new ArrayList<>();
        restarted.tellRest(NOW + 60, again::add);
        assertThat(again).isEmpty();
    }

    @Test
    void theLaterOfTwoNodesIsTheLast() {
        uses.merge(usage(NOW + 10, "10.0.0.1"));
        uses.merge(usage(NOW + 5, "10.0.0.2"));
        uses.failed(alice, 3, NOW + 11, () -> new Usage.Failure(NOW + 11, "wrong_password", "10.0.0.3"));

        assertThat(told(NOW + 11)).singleElement().satisfies(usage -> {
            assertThat(usage.lastUsed()).map(Usage.Success::sourceIp).contains("10.0.0.1");
            assertThat(usage.lastFailed()).map(Usage.Failure::sourceIp).contains("10.0.0.3");
        });
    }

    @Test
    void aRemovedCredentialIsForgottenAlsoWhenItIsStillInUseAtThatMoment() {
        accounts.remove(DOMAIN, "alice");
        uses.forget(alice.credentialId());

        succeed(1, NOW);

        assertThat(uses.size()).isZero();
    }

    @Test
    void manyThatAreDueAtOneTimeAreToldOneAfterTheOther() {
        int many = succeedMany(NOW);
        List<Usage> all = new ArrayList<>();
        for (int call = 1; all.size() < many; call++) {
            List<Usage> some = told(NOW);
            all.addAll(some);
            assertThat(some).as("told by call " + call).isNotEmpty().hasSizeLessThanOrEqualTo(CredentialUses.LOOKED_AT_ONCE + many / 100);
        }

        assertThat(all).extracting(Usage::credentialId).doesNotHaveDuplicates().hasSize(many);
    }

    /** So many that one call doesn't tell them. */
    private int succeedMany(long now) {
        int many = 10 * CredentialUses.LOOKED_AT_ONCE;
        for (int i = 0; i < many; i++) {
            accounts.user(DOMAIN, "user" + i, "secret");
            uses.succeeded(lookUp("user" + i), 1, now, () -> success(now, "192.0.2.1"));
        }
        return many;
    }

    private void succeed(long source, long now) {
        uses.succeeded(alice, source, now, () -> {
            looks++;
            return success(now, "192.0.2.1");
        });
    }

    private List<Usage> told(long now) {
        List<Usage> told = new ArrayList<>();
        uses.tell(now, Integer.MAX_VALUE, told::add);
        return told;
    }

    private Usage usage(long at, String source, Usage.From... from) {
        return new Usage(
                alice.accountId(), alice.trunkId(), alice.credentialId(), Optional.of(success(at, source)), Optional.empty(), List.of(from));
    }

    private static Usage.Success success(long at, String source) {
        return new Usage.Success(at, source, Transport.UDP, "MD5", Optional.of("Test/1.0"));
    }

    private Account lookUp(String username) {
        AccountLookup lookup = accounts.newReader();
        return Objects.requireNonNull(lookup.account(slice(DOMAIN), slice(username)));
    }

    private static Slice slice(String text) {
        return Slice.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
