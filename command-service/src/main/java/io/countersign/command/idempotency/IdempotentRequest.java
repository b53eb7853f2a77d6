package io.countersign.command.idempotency;

/**
 * A request that wants to be done once.
 *
 * @param scope the account; the operator's own requests have a scope of their own
 */
public record IdempotentRequest(String scope, IdempotencyKey key, RequestMac mac) {
    String lockName() {
        return scope + " " + key.text();
    }
}
