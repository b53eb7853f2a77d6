package io.countersign.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.account.AccountCommand.CreateAccount;
import io.countersign.command.account.AccountCommand.IssueApiKey;
import io.countersign.command.account.AccountCommand.RevokeApiKey;
import io.countersign.command.account.AccountEvent.AccountCreated;
import io.countersign.command.account.AccountEvent.ApiKeyCreated;
import io.countersign.command.account.AccountEvent.ApiKeyRevoked;
import io.countersign.command.decision.Decision;
import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Refusal;
import io.countersign.command.decision.Version;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final Instant NOW = Instant.parse("2026-04-09T10:35:00Z");
    private static final AccountId ACCOUNT = new AccountId("acc_000000000001");
    private static final DisplayName NAME = new DisplayName("Example");
    private static final ApiKey FIRST = key("key_000000000001");
    private static final ApiKey SECOND = key("key_000000000002");
    private static final AccountEvent CREATED = new AccountCreated(ACCOUNT, NAME, NOW);
    private static final AccountEvent FIRST_ISSUED = new ApiKeyCreated(ACCOUNT, FIRST, NOW);

    @Test
    void anAccountIsCreatedOnceWithItsFirstKey() {
        CreateAccount create = new CreateAccount(ACCOUNT, NAME, FIRST);

        assertThat(given().decide(create, NOW)).isEqualTo(Decision.accept(List.of(CREATED, FIRST_ISSUED)));
        assertThat(given(CREATED, FIRST_ISSUED).decide(create, NOW)).isEqualTo(Decision.refuse(Refusal.ALREADY_EXISTS));
    }

    @Test
    void aKeyIsIssuedToAnAccountThatExists() {
        IssueApiKey issue = new IssueApiKey(ACCOUNT, SECOND);

        assertThat(given(CREATED, FIRST_ISSUED).decide(issue, NOW))
                .isEqualTo(Decision.accept((AccountEvent) new ApiKeyCreated(ACCOUNT, SECOND, NOW)));
        assertThat(given().decide(issue, NOW)).isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
    }

    @Test
    void aKeyIsRevokedOnceAndInTheVersionThatTheCallerSaw() {
        RevokeApiKey any = new RevokeApiKey(ACCOUNT, FIRST.id(), new Precondition.AnyVersion());
        RevokeApiKey stale = new RevokeApiKey(ACCOUNT, FIRST.id(), new Precondition.OneOf(Set.of(new Version(1))));
        AccountEvent revoked = new ApiKeyRevoked(ACCOUNT, FIRST.id(), NOW);

        assertThat(given(CREATED, FIRST_ISSUED).decide(any, NOW)).isEqualTo(Decision.accept(revoked));
        assertThat(given(CREATED, FIRST_ISSUED).decide(stale, NOW)).isEqualTo(Decision.refuse(Refusal.VERSION_MISMATCH));
        assertThat(given(CREATED, FIRST_ISSUED, revoked).decide(any, NOW)).isEqualTo(Decision.refuse(Refusal.NOT_FOUND));
    }

    @Test
    void anAccountHolds1000Keys() {
        Account account = given(CREATED);
        for (int i = 0; i < Account.MAX_API_KEYS; i++) {
            account = account.evolve(new ApiKeyCreated(ACCOUNT, key("key_" + String.format("%012d", i)), NOW));
        }

        assertThat(account.decide(new IssueApiKey(ACCOUNT, key("key_zzzzzzzzzzzz")), NOW))
                .isEqualTo(Decision.refuse(Refusal.TOO_MANY_API_KEYS));
    }

    private static Account given(AccountEvent... events) {
        Account account = Account.ABSENT;
        for (AccountEvent event : events) {
            account = account.evolve(event);
        }
        return account;
    }

    private static ApiKey key(String id) {
        return new ApiKey(new ApiKeyId(id), new DisplayName("a key"), ApiKeyRole.ADMIN);
    }
}
