package io.countersign.query.account;

import io.countersign.query.event.AccountEvent;
import io.countersign.query.event.AccountFact;

/** From an account's event to what changes in the view. Pure. */
final class AccountFold {
    private AccountFold() {}

    static AccountChange fold(AccountEvent event) {
        return switch (event.fact()) {
            case AccountFact.Created fact -> new AccountChange.Opened(
                    new AccountRow(event.accountId(), fact.name(), event.time(), event.sequence()));
            case AccountFact.ApiKeyIssued fact -> new AccountChange.KeyAdded(
                    new ApiKeyEntry(fact.keyId(), fact.name(), fact.role(), event.time()), event.sequence());
            case AccountFact.ApiKeyWithdrawn fact -> new AccountChange.KeyRemoved(fact.keyId());
        };
    }
}
