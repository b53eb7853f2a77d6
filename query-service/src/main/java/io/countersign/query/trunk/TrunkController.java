package io.countersign.query.trunk;

import io.countersign.query.account.AccountReader;
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

/** {@code GET /v1/account/{a}/trunks} and one of them. */
@RestController
public final class TrunkController {
    private final AccountReader accounts;
    private final TrunkReader trunks;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public TrunkController(AccountReader accounts, TrunkReader trunks, ConsistencyTokens tokens, Cursors cursors) {
        this.accounts = accounts;
        this.trunks = trunks;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}/trunks")
    Mono<ListAnswer<TrunkAnswer>> trunks(@PathVariable String accountId, ServerWebExchange exchange) {
        String list = "trunks/" + accountId;
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        Optional<String> after = parameters.after(cursors, list);
        parameters.done();
        List<ConsistencyToken> written = tokens.of(exchange);
        return accounts.ifExists(Caller.of(exchange), accountId, written, trunks.trunks(accountId, written, after, limit))
                .map(page -> ListAnswer.of(page, TrunkAnswer::of, end -> cursors.format(list, end)));
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}")
    Mono<ResponseEntity<TrunkAnswer>> trunk(
            @PathVariable String accountId, @PathVariable String trunkId, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return trunks.trunk(accountId, trunkId, tokens.of(exchange)).map(row -> Etag.ok(row.version(), TrunkAnswer.of(row)));
    }
}
