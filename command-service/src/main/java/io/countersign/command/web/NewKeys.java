package io.countersign.command.web;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKey;
import io.countersign.command.execution.Reply;
import io.countersign.command.secret.ApiKeyHashes;
import io.countersign.rest.key.ApiKeyTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/** What new API keys have in common: the stored hash, the one answer that shows the secret, and the wait for the relay. */
final class NewKeys {
    /** So that the key works for whoever reads the answer; without Kafka the answer is given all the same. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(1);

    private final ApiKeyHashes hashes;
    private final ApiKeyTable table;

    NewKeys(ApiKeyHashes hashes, ApiKeyTable table) {
        this.hashes = hashes;
        this.table = table;
    }

    void insert(AccountId account, ApiKey key, io.countersign.rest.key.ApiKey secret) {
        hashes.insert(key.id(), account, key.role(), secret.hash());
    }

    static ObjectNode json(ApiKey key, io.countersign.rest.key.ApiKey secret) {
        return Answers.object()
                .put("id", key.id().text())
                .put("name", key.name().text())
                .put("role", key.role().text())
                .put("secret", secret.exportText());
    }

    /** The reply, held back until the key is known here, which is when the relay has put it to Kafka. */
    CompletableFuture<Reply> shown(io.countersign.rest.key.ApiKey secret, CompletableFuture<Reply> reply) {
        return reply.thenCompose(done -> done instanceof Reply.Done
                ? table.awaitKnown(secret.keyId(), KNOWN_WITHIN).thenApply(_ -> done)
                : CompletableFuture.completedFuture(done));
    }
}
