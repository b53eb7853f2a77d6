package io.countersign.command.secret;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.account.ApiKeyRole;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The hashes of API keys. Works in the transaction of the calling thread. */
public final class ApiKeyHashes {
    private final JdbcClient jdbc;

    public ApiKeyHashes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps the SHA-256 of the key as the customer holds it. */
    public void insert(ApiKeyId key, AccountId account, ApiKeyRole role, byte[] hash) {
        jdbc.sql("insert into command.api_key (key_id, account_id, role, hash) values (?, ?, ?, ?)")
                .params(key.text(), account.text(), role.text(), hash)
                .update();
    }

    public void delete(ApiKeyId key) {
        jdbc.sql("delete from command.api_key where key_id = ?").param(key.text()).update();
    }
}
