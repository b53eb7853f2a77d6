package io.countersign.query.summary;

import io.countersign.query.account.AccountReader;
import io.countersign.query.trunk.TrunkReader;
import io.countersign.rest.key.Caller;
import io.countersign.rest.token.ConsistencyTokens;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET …/auth-failures/summary} of an account, of a trunk, and (operator) of everyone. */
@RestController
public final class SummaryController {
    private final AccountReader accounts;
    private final TrunkReader trunks;
    private final SummaryReader summaries;
    private final ConsistencyTokens tokens;
    private final InstantSource clock = InstantSource.system();

    public SummaryController(AccountReader accounts, TrunkReader trunks, SummaryReader summaries, ConsistencyTokens tokens) {
        this.accounts = accounts;
        this.trunks = trunks;
        this.summaries = summaries;
        this.tokens = tokens;
    }

    @GetMapping("/v1/account/{accountId}/auth-failures/summary")
    Mono<SummaryAnswer> ofAccount(@PathVariable String accountId, ServerWebExchange exchange) {
        SummaryQuery query = SummaryQuery.of(exchange, clock.instant());
        return accounts.ifExists(Caller.of(exchange), accountId, tokens.of(exchange), summaries.ofAccount(accountId, query))
                .map(part -> SummaryAnswer.of(query, part));
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}/auth-failures/summary")
    Mono<SummaryAnswer> ofTrunk(@PathVariable String accountId, @PathVariable String trunkId, ServerWebExchange exchange) {
        SummaryQuery query = SummaryQuery.of(exchange, clock.instant());
        return trunks.trunk(accountId, trunkId, tokens.of(exchange))
                .then(summaries.ofTrunk(trunkId, query))
                .map(part -> SummaryAnswer.of(query, part));
    }

    /** Unknown trunks too; who may ask is the route's rule. */
    @GetMapping("/v1/auth-failures/summary")
    Mono<SummaryAnswer> ofEveryone(ServerWebExchange exchange) {
        SummaryQuery query = SummaryQuery.of(exchange, clock.instant());
        tokens.of(exchange); // of no write here, but a bad one is a 400 everywhere
        return summaries.ofEveryone(query).map(part -> SummaryAnswer.of(query, part));
    }
}
