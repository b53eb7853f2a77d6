package io.countersign.command.web;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKey;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.execution.Reply;
import io.countersign.command.idempotency.StoredResponse;
import io.countersign.command.secret.ApiKeyHashes;
import io.countersign.rest.key.ApiKeyTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What making and revoking API keys have in common: the stored hash, the one answer that shows the secret, and the wait for the relay. */
final class KeyChanges {
    /** Longer than another relay needs to take over; without Kafka the answer is given all the same. */
    private static final Duration RELAYED_WITHIN = Duration.ofSeconds(3);

    /** In the answer that shows a new account. */
    static final String FIRST_KEY = "api_key";

    private final ApiKeyHashes hashes;
    private final ApiKeyTable table;

    KeyChanges(ApiKeyHashes hashes, ApiKeyTable table) {
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

    /**
     * The reply, held back until the key is known here, which is when the relay has put it to Kafka. A repeated one too: the
     * first may never have reached its client.
     */
    CompletableFuture<Reply> shown(CompletableFuture<Reply> reply) {
        return reply.thenCompose(done -> switch (done) {
            case Reply.Done fresh -> afterItsKeyIsKnown(fresh.answer(), fresh);
            case Reply.Repeated again -> afterItsKeyIsKnown(again.answer(), again);
            case Reply.Refused _, Reply.KeyReused _, Reply.KeyRunning _ -> CompletableFuture.completedFuture(done);
        });
    }

    private CompletableFuture<Reply> afterItsKeyIsKnown(StoredResponse answer, Reply reply) {
        JsonNode body = Answers.body(answer);
        JsonNode key = body.has(FIRST_KEY) ? body.get(FIRST_KEY) : body;
        return table.awaitKnown(key.get("id").stringValue(), RELAYED_WITHIN).thenApply(_ -> reply);
    }

    void delete(ApiKeyId key) {
        hashes.delete(key);
    }

    /** The reply, held back until the key is refused here, which is when the relay has put its end to Kafka. */
    CompletableFuture<Reply> dead(ApiKeyId key, CompletableFuture<Reply> reply) {
        return reply.thenCompose(done -> done instanceof Reply.Done
                ? table.awaitRevoked(key.text(), RELAYED_WITHIN).thenApply(_ -> done)
                : CompletableFuture.completedFuture(done));
    }
}
