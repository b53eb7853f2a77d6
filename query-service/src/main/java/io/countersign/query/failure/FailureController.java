package io.countersign.query.failure;

import io.countersign.query.account.AccountReader;
import io.countersign.query.trunk.TrunkReader;
import io.countersign.query.view.ListAnswer;
import io.countersign.query.view.Page;
import io.countersign.rest.key.Caller;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import io.countersign.schemas.failure.AuthFailed;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET …/auth-failures} of an account, of a trunk, and (operator) of everyone. */
@RestController
public final class FailureController {
    private final AccountReader accounts;
    private final TrunkReader trunks;
    private final FailureReader failures;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public FailureController(
            AccountReader accounts, TrunkReader trunks, FailureReader failures, ConsistencyTokens tokens, Cursors cursors) {
        this.accounts = accounts;
        this.trunks = trunks;
        this.failures = failures;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}/auth-failures")
    Mono<ListAnswer<FailureAnswer>> ofAccount(@PathVariable String accountId, ServerWebExchange exchange) {
        String list = "auth-failures/account/" + accountId;
        FailureQuery query = FailureQuery.of(exchange, cursors, list);
        List<ConsistencyToken> written = tokens.of(exchange);
        Mono<Page<AuthFailed>> found = failures.ofAccount(accountId, query.filter(), query.after(), query.limit());
        return accounts.ifExists(Caller.of(exchange), accountId, written, found)
                .map(page -> answer(page, list));
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}/auth-failures")
    Mono<ListAnswer<FailureAnswer>> ofTrunk(
            @PathVariable String accountId, @PathVariable String trunkId, ServerWebExchange exchange) {
        String list = "auth-failures/trunk/" + trunkId;
        FailureQuery query = FailureQuery.of(exchange, cursors, list);
        return trunks.trunk(accountId, trunkId, tokens.of(exchange))
                .then(failures.ofTrunk(trunkId, query.filter(), query.after(), query.limit()))
                .map(page -> answer(page, list));
    }

    /** Unknown trunks too; who may ask is the route's rule. */
    @GetMapping("/v1/auth-failures")
    Mono<ListAnswer<FailureAnswer>> ofEveryone(ServerWebExchange exchange) {
        String list = "auth-failures/everyone";
        FailureQuery query = FailureQuery.of(exchange, cursors, list);
        tokens.of(exchange); // of no list here, but a bad one is a 400 everywhere
        return failures.ofEveryone(query.filter(), query.after(), query.limit()).map(page -> answer(page, list));
    }

    private ListAnswer<FailureAnswer> answer(Page<AuthFailed> page, String list) {
        return ListAnswer.of(page, FailureAnswer::of, end -> cursors.format(list, end));
    }
}
