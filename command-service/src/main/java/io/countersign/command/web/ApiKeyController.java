package io.countersign.command.web;

import io.countersign.command.account.Account;
import io.countersign.command.account.AccountCommand.IssueApiKey;
import io.countersign.command.account.AccountCommand.RevokeApiKey;
import io.countersign.command.account.AccountId;
import io.countersign.command.account.ApiKeyId;
import io.countersign.command.account.ApiKeyRole;
import io.countersign.command.account.DisplayName;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.aggregate.CommandOutcome;
import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Version;
import io.countersign.command.execution.Reply;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.rest.body.JsonBody;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.key.ApiKey;
import io.countersign.rest.query.QueryParameters;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code POST} and {@code DELETE …/api-keys}. */
@RestController
@RequestMapping("/v1/account/{account}/api-keys")
final class ApiKeyController {
    private final WriteRoutes routes;
    private final KeyChanges keys;

    ApiKeyController(WriteRoutes routes, KeyChanges keys) {
        this.routes = routes;
        this.keys = keys;
    }

    @PostMapping
    Mono<ResponseEntity<String>> issue(ServerWebExchange exchange, @PathVariable("account") String accountText) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        return JsonBody.read(exchange).flatMap(body -> {
            Optional<DisplayName> name = body.required("name", DisplayName::new);
            Optional<ApiKeyRole> role = body.required("role", ApiKeyController::role);
            body.done();
            AccountId account = AccountId.parse(accountText).orElseThrow(ApiException::notFound);
            Optional<IdempotentRequest> idempotent = routes.idempotency.of(exchange, account.text(), body);
            ApiKey secret = ApiKey.generate(routes.random());
            var key = new io.countersign.command.account.ApiKey(
                    new ApiKeyId(secret.keyId()), name.orElseThrow(), role.orElseThrow());
            return routes.replies.respond(
                    exchange,
                    keys.shown(routes.writes.run(account.text(), idempotent, () -> issue(account, key, secret, cause))));
        });
    }

    @DeleteMapping("/{key}")
    Mono<ResponseEntity<String>> revoke(
            ServerWebExchange exchange, @PathVariable("account") String accountText, @PathVariable("key") String keyText) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        Precondition precondition = IfMatch.of(exchange);
        AccountId account = AccountId.parse(accountText).orElseThrow(ApiException::notFound);
        ApiKeyId key = ApiKeyId.parse(keyText).orElseThrow(ApiException::notFound);
        RevokeApiKey command = new RevokeApiKey(account, key, precondition);
        return routes.replies.respond(
                exchange, keys.dead(key, routes.writes.run(account.text(), Optional.empty(), () -> revoke(command, cause))));
    }

    private Reply issue(AccountId account, io.countersign.command.account.ApiKey key, ApiKey secret, Cause cause) {
        Instant now = routes.now();
        return switch (routes.aggregates.send(new IssueApiKey(account, key), cause, now)) {
            case CommandOutcome.Refused<Account> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Account> done -> {
                keys.insert(account, key, secret);
                Version version = done.state().version();
                yield new Reply.Done(routes.answers.created(
                        Answers.Aggregate.account(account.text()),
                        version,
                        version,
                        "/v1/account/" + account.text() + "/api-keys/" + key.id().text(),
                        KeyChanges.json(key, secret).put("created_at", now.toString())));
            }
        };
    }

    private Reply revoke(RevokeApiKey command, Cause cause) {
        return switch (routes.aggregates.send(command, cause, routes.now())) {
            case CommandOutcome.Refused<Account> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Account> done -> {
                keys.delete(command.key());
                yield new Reply.Done(
                        routes.answers.deleted(Answers.Aggregate.account(command.account().text()), done.state().version()));
            }
        };
    }

    private static ApiKeyRole role(String text) {
        return ApiKeyRole.parse(text).orElseThrow(() -> new IllegalArgumentException("must be admin or read"));
    }
}
