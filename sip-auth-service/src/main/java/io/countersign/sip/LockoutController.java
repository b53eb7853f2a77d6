package io.countersign.sip;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.query.QueryParameters;
import io.countersign.sip.lockout.Lockout;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code DELETE …/lockouts/{id}}: lifts a lock-out on every node. An account lifts those of its trunks; those of a source, and of
 * trunks that don't exist, belong to the operator: who could lift his own source's would guess at other customers' trunks again.
 */
@RestController
final class LockoutController {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final SipNode node;

    LockoutController(SipNode node) {
        this.node = node;
    }

    @DeleteMapping("/v1/account/{accountId}/lockouts/{lockoutId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> lift(@PathVariable String accountId, @PathVariable String lockoutId, ServerWebExchange exchange) {
        return lift(Optional.of(accountId), lockoutId, exchange);
    }

    @DeleteMapping("/v1/lockouts/{lockoutId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> liftOfNoAccount(@PathVariable String lockoutId, ServerWebExchange exchange) {
        return lift(Optional.empty(), lockoutId, exchange);
    }

    private Mono<Void> lift(Optional<String> accountId, String lockoutId, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        Lockout lockout = node.sources()
                .lockouts()
                .find(lockoutId, node.nowSecond())
                .filter(found -> found.accountId().equals(accountId))
                .orElseThrow(ApiException::notFound);
        return Mono.fromFuture(() -> node.lockoutExchange().lift(lockout))
                .doOnSuccess(told -> node.sources().lockouts().lift(lockout.key())) // as the tail does in a moment
                .timeout(KAFKA_TIMEOUT)
                .onErrorMap(failure -> ApiException.unavailable("The nodes can't be told at the moment. Try again soon.", RETRY_AFTER));
    }
}
