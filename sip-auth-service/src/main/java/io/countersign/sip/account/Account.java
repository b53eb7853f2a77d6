package io.countersign.sip.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One username of a trunk that may log in now: its row and at least one secret of it. Safe for use by several threads. */
public final class Account {
    private final String key;
    private final String accountId;
    private final String trunkId;
    private final String credentialId;
    private final List<Secret> secrets;
    private final CredentialLife life;

    /**
     * @param key of its row
     * @param secrets newest first; two during a rotation's grace
     */
    Account(String key, String accountId, String trunkId, String credentialId, List<Secret> secrets) {
        this(key, accountId, trunkId, credentialId, secrets, new CredentialLife());
    }

    /** Who doesn't exist, with a secret that nobody knows: what is done for him takes as long as for anybody. */
    public static Account nobody() {
        return new Account("", "", "", "", List.of(Secret.nobodys()));
    }

    private Account(
            String key, String accountId, String trunkId, String credentialId, List<Secret> secrets, CredentialLife life) {
        this.key = key;
        this.accountId = accountId;
        this.trunkId = trunkId;
        this.credentialId = credentialId;
        this.secrets = List.copyOf(secrets);
        this.life = life;
    }

    /** The same credential with other secrets. */
    Account with(List<Secret> newSecrets) {
        return new Account(key, accountId, trunkId, credentialId, newSecrets, life);
    }

    /** The key of its row in the auth table: the trunk's domain, 0x00, the username. */
    public String key() {
        return key;
    }

    public String accountId() {
        return accountId;
    }

    public String trunkId() {
        return trunkId;
    }

    public String credentialId() {
        return credentialId;
    }

    /** Newest first; two during a rotation's grace. */
    public List<Secret> secrets() {
        return secrets;
    }

    /** Whether the credential was removed since this was looked up. */
    public boolean isEnded() {
        return life.ended;
    }

    void end() {
        life.ended = true;
    }

    /** What {@link #keepBindings} was told last; whether it still counts is for the registrar to know. */
    public @Nullable Object bindings() {
        return life.bindings;
    }

    /** Keeps the registrar's part of the credential at hand, so that a request that has found the account has found it too. */
    public void keepBindings(Object bindings) {
        life.bindings = bindings;
    }

    /** What {@link #keepUsage} was told last; whether it still counts is for who told it to know. */
    public @Nullable Object usage() {
        return life.usage;
    }

    /** Keeps what is known of the credential's use at hand, as {@link #keepBindings}. */
    public void keepUsage(Object usage) {
        life.usage = usage;
    }

    @Override
    public String toString() {
        return "Account(" + credentialId + ")";
    }
}
