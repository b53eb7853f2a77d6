package io.countersign.rest.key;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who sent a request; made by {@link AuthenticationFilter} once the key was checked.
 *
 * @param accountId the key's account; null for the operator
 * @param keyId {@code key_…}; null for the operator
 * @param sourceIp the client's address, in the standard text form
 * @param requestId names the request in answers, logs and events
 */
public record Caller(Role role, @Nullable String accountId, @Nullable String keyId, String sourceIp, String requestId) {
    private static final String ATTRIBUTE = Caller.class.getName();

    /**
     * The caller of a request that has passed the filter.
     *
     * @throws IllegalStateException on a path that needs no key
     */
    public static Caller of(ServerWebExchange exchange) {
        Caller caller = exchange.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("no caller is known (expected: a path that is not public, behind AuthenticationFilter)");
        }
        return caller;
    }

    /** The caller, where one has passed the filter: not on a path that needs no key, nor when the request was refused there. */
    public static Optional<Caller> known(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }
}
