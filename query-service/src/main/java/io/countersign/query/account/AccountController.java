package io.countersign.query.account;

import io.countersign.query.view.Etag;
import io.countersign.query.view.ListAnswer;
import io.countersign.rest.key.Caller;
import io.countersign.rest.query.QueryParameters;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET /v1/account/{a}} and its API keys. */
@RestController
public final class AccountController {
    private final AccountReader accounts;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public AccountController(AccountReader accounts, ConsistencyTokens tokens, Cursors cursors) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}")
    Mono<ResponseEntity<AccountAnswer>> account(@PathVariable String accountId, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return accounts.account(accountId, tokens.of(exchange)).map(row -> Etag.ok(row.version(), AccountAnswer.of(row)));
    }

    @GetMapping("/v1/account/{accountId}/api-keys")
    Mono<ListAnswer<ApiKeyAnswer>> apiKeys(@PathVariable String accountId, ServerWebExchange exchange) {
        String list = "api-keys/" + accountId;
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        Optional<String> after = parameters.after(cursors, list);
        parameters.done();
        List<ConsistencyToken> written = tokens.of(exchange);
        return accounts.ifExists(Caller.of(exchange), accountId, written, accounts.apiKeys(accountId, written, after, limit))
                .map(page -> ListAnswer.of(page, ApiKeyAnswer::of, end -> cursors.format(list, end)));
    }
}
