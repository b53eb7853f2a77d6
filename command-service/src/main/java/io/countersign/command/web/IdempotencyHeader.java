package io.countersign.command.web;

import io.countersign.command.idempotency.IdempotencyKey;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.command.idempotency.RequestMacs;
import io.countersign.rest.body.JsonBody;
import io.countersign.rest.error.ApiException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** The {@code Idempotency-Key} header of a request with its body. */
final class IdempotencyHeader {
    private final RequestMacs macs;

    IdempotencyHeader(RequestMacs macs) {
        this.macs = macs;
    }

    /** The request under its key, in this scope; empty when it has none. */
    Optional<IdempotentRequest> of(ServerWebExchange exchange, String scope, JsonBody body) {
        ServerHttpRequest request = exchange.getRequest();
        List<String> lines = request.getHeaders().getOrEmpty(IdempotencyKey.HEADER);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (lines.size() > 1) {
            throw ApiException.validation(IdempotencyKey.HEADER, "must be given once");
        }
        try {
            IdempotencyKey key = new IdempotencyKey(lines.getFirst());
            String path = request.getPath().pathWithinApplication().value();
            return Optional.of(new IdempotentRequest(scope, key, macs.of(request.getMethod().name(), path, body.bytes())));
        } catch (IllegalArgumentException e) {
            throw ApiException.validation(IdempotencyKey.HEADER, String.valueOf(e.getMessage()));
        }
    }
}
