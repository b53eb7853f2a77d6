package io.countersign.query.credential;

import io.countersign.query.view.Etag;
import io.countersign.query.view.ListAnswer;
import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.query.QueryParameters;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET /v1/account/{a}/trunks/{t}/credentials} and one of them. */
@RestController
public final class CredentialController {
    private final CredentialReader credentials;
    private final Propagation propagation;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public CredentialController(
            CredentialReader credentials, Propagation propagation, ConsistencyTokens tokens, Cursors cursors) {
        this.credentials = credentials;
        this.propagation = propagation;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}/credentials")
    Mono<ListAnswer<ListedCredential>> credentials(
            @PathVariable String accountId, @PathVariable String trunkId, ServerWebExchange exchange) {
        String list = "credentials/" + trunkId;
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        Optional<String> after = parameters.after(cursors, list);
        parameters.done();
        return credentials.credentials(accountId, trunkId, tokens.of(exchange), after, limit)
                .map(page -> ListAnswer.of(page, ListedCredential::of, end -> cursors.format(list, end)));
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}/credentials/{credentialId}")
    Mono<CredentialAnswer> credential(
            @PathVariable String accountId,
            @PathVariable String trunkId,
            @PathVariable String credentialId,
            ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return credentials.credential(accountId, trunkId, credentialId, tokens.of(exchange))
                .map(row -> Etag.live(
                        exchange, row.version(), CredentialAnswer.of(row, propagation.effectiveAt(trunkId, row.version()))));
    }
}
