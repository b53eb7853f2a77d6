package io.countersign.query.lockout;

import io.countersign.query.account.AccountReader;
import io.countersign.query.view.ListAnswer;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.key.Caller;
import io.countersign.rest.query.QueryParameters;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code GET …/lockouts}, and one of them: an account sees those of its trunks, the operator those of sources and of trunks that
 * don't exist. Lifted at sip-auth-service.
 */
@RestController
public final class LockoutController {
    private final LockoutTable lockouts;
    private final AccountReader accounts;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public LockoutController(LockoutTable lockouts, AccountReader accounts, ConsistencyTokens tokens, Cursors cursors) {
        this.lockouts = lockouts;
        this.accounts = accounts;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}/lockouts")
    Mono<ListAnswer<LockoutAnswer>> ofAccount(@PathVariable String accountId, ServerWebExchange exchange) {
        return ifExists(accountId, exchange, page(Optional.of(accountId), exchange));
    }

    @GetMapping("/v1/account/{accountId}/lockouts/{lockoutId}")
    Mono<LockoutAnswer> one(@PathVariable String accountId, @PathVariable String lockoutId, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return ifExists(accountId, exchange, find(Optional.of(accountId), lockoutId));
    }

    @GetMapping("/v1/lockouts")
    Mono<ListAnswer<LockoutAnswer>> ofNoAccount(ServerWebExchange exchange) {
        tokens.of(exchange); // of nothing here, but a bad one is a 400 everywhere
        return page(Optional.empty(), exchange);
    }

    @GetMapping("/v1/lockouts/{lockoutId}")
    Mono<LockoutAnswer> oneOfNoAccount(@PathVariable String lockoutId, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        tokens.of(exchange);
        return find(Optional.empty(), lockoutId);
    }

    private Mono<ListAnswer<LockoutAnswer>> page(Optional<String> accountId, ServerWebExchange exchange) {
        String list = "lockouts/" + accountId.orElse("");
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        Optional<String> after = parameters.after(cursors, list);
        parameters.done();
        return Mono.fromSupplier(() ->
                ListAnswer.of(lockouts.page(accountId, after, limit), LockoutAnswer::of, end -> cursors.format(list, end)));
    }

    private Mono<LockoutAnswer> find(Optional<String> accountId, String lockoutId) {
        return Mono.fromSupplier(() ->
                lockouts.find(accountId, lockoutId).map(LockoutAnswer::of).orElseThrow(ApiException::notFound));
    }

    /** A token is of the account; lock-outs are no writes. */
    private <T> Mono<T> ifExists(String accountId, ServerWebExchange exchange, Mono<T> answer) {
        return accounts.ifExists(Caller.of(exchange), accountId, tokens.of(exchange), answer);
    }
}
