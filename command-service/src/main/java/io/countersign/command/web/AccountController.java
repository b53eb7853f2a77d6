package io.countersign.command.web;

import io.countersign.command.account.Account;
import io.countersign.command.account.AccountCommand.CreateAccount;
import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.account.ApiKeyRole;
import io.countersign.command.account.DisplayName;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.aggregate.CommandOutcome;
import io.countersign.command.decision.Version;
import io.countersign.command.execution.Reply;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.rest.body.JsonBody;
import io.countersign.rest.key.ApiKey;
import io.countersign.rest.query.QueryParameters;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/account}: the operator creates an account with one admin key. */
@RestController
final class AccountController {
    private static final String OPERATOR_SCOPE = "operator";
    private static final DisplayName FIRST_KEY_NAME = new DisplayName("first key");

    private final WriteRoutes routes;
    private final KeyChanges keys;

    AccountController(WriteRoutes routes, KeyChanges keys) {
        this.routes = routes;
        this.keys = keys;
    }

    @PostMapping("/v1/account")
    Mono<ResponseEntity<String>> create(ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        return JsonBody.read(exchange).flatMap(body -> {
            DisplayName name = body.required("name", DisplayName::new).orElse(FIRST_KEY_NAME);
            body.done();
            Optional<IdempotentRequest> idempotent = routes.idempotency.of(exchange, OPERATOR_SCOPE, body);
            AccountId account = new AccountId(routes.newId("acc_"));
            ApiKey key = ApiKey.generate(routes.random());
            return routes.replies.respond(
                    exchange,
                    keys.shown(routes.writes.run(account.text(), idempotent, () -> create(account, name, key, cause))));
        });
    }

    private Reply create(AccountId account, DisplayName name, ApiKey secret, Cause cause) {
        var key = new io.countersign.command.account.ApiKey(new ApiKeyId(secret.keyId()), FIRST_KEY_NAME, ApiKeyRole.ADMIN);
        Instant now = routes.now();
        return switch (routes.aggregates.send(new CreateAccount(account, name, key), cause, now)) {
            case CommandOutcome.Refused<Account> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Account> done -> {
                keys.insert(account, key, secret);
                ObjectNode body = Answers.object()
                        .put("id", account.text())
                        .put("name", name.text())
                        .put("created_at", now.toString());
                body.set(KeyChanges.FIRST_KEY, KeyChanges.json(key, secret));
                yield new Reply.Done(routes.answers.created(
                        Answers.Aggregate.account(account.text()),
                        Version.NONE.next(),
                        done.state().version(),
                        "/v1/account/" + account.text(),
                        body));
            }
        };
    }
}
