package io.countersign.sip.account;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One username of a trunk that may log in now: its row and at least one secret of it. Safe for use by several threads. */
public final class Account {
    private final String key;
    private final String accountId;
    private final String trunkId;
    private final String credentialId;
    private final List<Secret> secrets;
    /** Shared with what this account was before and what it becomes, in a new generation too: who looked it up learns of the end. */
    private final AtomicBoolean ended;

    /**
     * @param key of its row
     * @param secrets newest first; two during a rotation's grace
     */
    Account(String key, String accountId, String trunkId, String credentialId, List<Secret> secrets) {
        this(key, accountId, trunkId, credentialId, secrets, new AtomicBoolean());
    }

    /** Who doesn't exist, with a secret that nobody knows: what is done for him takes as long as for anybody. */
    public static Account nobody() {
        return new Account("", "", "", "", List.of(Secret.nobodys()));
    }

    private Account(
            String key, String accountId, String trunkId, String credentialId, List<Secret> secrets, AtomicBoolean ended) {
        this.key = key;
        this.accountId = accountId;
        this.trunkId = trunkId;
        this.credentialId = credentialId;
        this.secrets = List.copyOf(secrets);
        this.ended = ended;
    }

    /** The same credential with other secrets. */
    Account with(List<Secret> newSecrets) {
        return new Account(key, accountId, trunkId, credentialId, newSecrets, ended);
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
        return ended.get();
    }

    void end() {
        ended.set(true);
    }

    @Override
    public String toString() {
        return "Account(" + credentialId + ")";
    }
}
