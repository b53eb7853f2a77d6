package io.countersign.command.aggregate;

import io.countersign.command.account.AccountEvent;
import io.countersign.command.account.AccountEvent.AccountCreated;
import io.countersign.command.account.AccountEvent.ApiKeyCreated;
import io.countersign.command.account.AccountEvent.ApiKeyRevoked;
import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKey;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.account.ApiKeyRole;
import io.countersign.command.account.DisplayName;

/** The stored form of an account's events. Frozen by approved files: a change is a new revision and an upcast of the old. */
final class AccountEventForm {
    static final String ACCOUNT_CREATED = "account-created";
    static final String API_KEY_CREATED = "api-key-created";
    static final String API_KEY_REVOKED = "api-key-revoked";
    static final String REVISION = "1";

    private AccountEventForm() {}

    static StoredText write(AccountEvent event) {
        JsonFields fields = JsonFields.empty().put("account_id", event.account().text()).put("at", event.at());
        return switch (event) {
            case AccountCreated created -> fields.put("name", created.name().text()).as(ACCOUNT_CREATED, REVISION);
            case ApiKeyCreated created -> fields.put("key_id", created.key().id().text())
                    .put("name", created.key().name().text())
                    .put("role", created.key().role().text())
                    .as(API_KEY_CREATED, REVISION);
            case ApiKeyRevoked revoked -> fields.put("key_id", revoked.key().text()).as(API_KEY_REVOKED, REVISION);
        };
    }

    static AccountEvent read(StoredText stored) {
        JsonFields fields = JsonFields.of(stored, REVISION);
        AccountId account = new AccountId(fields.text("account_id"));
        return switch (stored.type()) {
            case ACCOUNT_CREATED -> new AccountCreated(account, new DisplayName(fields.text("name")), fields.instant("at"));
            case API_KEY_CREATED -> new ApiKeyCreated(account, key(fields), fields.instant("at"));
            case API_KEY_REVOKED -> new ApiKeyRevoked(account, new ApiKeyId(fields.text("key_id")), fields.instant("at"));
            default -> throw new UnknownFormException(stored.type(), stored.revision());
        };
    }

    private static ApiKey key(JsonFields fields) {
        return new ApiKey(
                new ApiKeyId(fields.text("key_id")),
                new DisplayName(fields.text("name")),
                ApiKeyRole.parse(fields.text("role")).orElseThrow());
    }
}
