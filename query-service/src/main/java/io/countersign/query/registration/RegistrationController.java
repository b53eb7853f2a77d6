package io.countersign.query.registration;

import io.countersign.query.view.ListAnswer;
import io.countersign.rest.query.QueryParameters;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET /v1/account/{a}/trunks/{t}/registrations}. */
@RestController
public final class RegistrationController {
    private final RegistrationReader registrations;
    private final ConsistencyTokens tokens;
    private final Cursors cursors;

    public RegistrationController(RegistrationReader registrations, ConsistencyTokens tokens, Cursors cursors) {
        this.registrations = registrations;
        this.tokens = tokens;
        this.cursors = cursors;
    }

    @GetMapping("/v1/account/{accountId}/trunks/{trunkId}/registrations")
    Mono<ListAnswer<RegistrationAnswer>> registrations(
            @PathVariable String accountId, @PathVariable String trunkId, ServerWebExchange exchange) {
        String list = "registrations/" + trunkId;
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        Optional<String> after = parameters.after(cursors, list);
        parameters.done();
        return registrations.registrations(accountId, trunkId, tokens.of(exchange), after, limit)
                .map(page -> ListAnswer.of(page, RegistrationAnswer::of, end -> cursors.format(list, end)));
    }
}
