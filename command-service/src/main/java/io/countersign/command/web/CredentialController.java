package io.countersign.command.web;

import io.countersign.command.account.AccountId;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.aggregate.CommandOutcome;
import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Version;
import io.countersign.command.execution.Reply;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.command.secret.Password;
import io.countersign.command.secret.PasswordStrength;
import io.countersign.command.secret.Secrets;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.Description;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand.CreateCredential;
import io.countersign.command.trunk.TrunkCommand.DeleteCredential;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;
import io.countersign.rest.body.JsonBody;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.query.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST} and {@code DELETE …/credentials}. */
@RestController
@RequestMapping("/v1/account/{account}/trunks/{trunk}/credentials")
final class CredentialController {
    private final WriteRoutes routes;
    private final Secrets secrets;
    private final PasswordStrength strength = new PasswordStrength();

    CredentialController(WriteRoutes routes, Secrets secrets) {
        this.routes = routes;
        this.secrets = secrets;
    }

    @PostMapping
    Mono<ResponseEntity<String>> create(
            ServerWebExchange exchange, @PathVariable("account") String accountText, @PathVariable("trunk") String trunkText) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        return JsonBody.read(exchange).flatMap(body -> {
            Optional<Username> username = body.required("username", Username::new);
            Optional<Password> password = body.required("password", Password::of);
            Optional<Description> description = body.text("description", Description::new);
            body.done();
            AccountId account = AccountId.parse(accountText).orElseThrow(ApiException::notFound);
            TrunkId trunk = TrunkId.parse(trunkText).orElseThrow(ApiException::notFound);
            Optional<IdempotentRequest> idempotent = routes.idempotency.of(exchange, account.text(), body);
            CreateCredential command = new CreateCredential(
                    trunk, account, new CredentialId(routes.newId("cred_")), username.orElseThrow(), description);
            return routes.replies.respond(
                    exchange,
                    routes.writes.run(trunk.text(), idempotent, () -> create(command, password.orElseThrow(), cause)));
        });
    }

    @DeleteMapping("/{credential}")
    Mono<ResponseEntity<String>> delete(
            ServerWebExchange exchange,
            @PathVariable("account") String accountText,
            @PathVariable("trunk") String trunkText,
            @PathVariable("credential") String credentialText) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        Precondition precondition = IfMatch.of(exchange);
        AccountId account = AccountId.parse(accountText).orElseThrow(ApiException::notFound);
        TrunkId trunk = TrunkId.parse(trunkText).orElseThrow(ApiException::notFound);
        CredentialId credential = CredentialId.parse(credentialText).orElseThrow(ApiException::notFound);
        DeleteCredential command = new DeleteCredential(trunk, account, credential, precondition);
        return routes.replies.respond(
                exchange, routes.writes.run(trunk.text(), Optional.empty(), () -> delete(command, cause)));
    }

    private Reply create(CreateCredential command, Password password, Cause cause) {
        // here because it may take milliseconds, which no event loop has; before the aggregate's lock
        List<String> warnings = strength.warnings(password, command.username());
        Instant now = routes.now();
        return switch (routes.aggregates.send(command, cause, now)) {
            case CommandOutcome.Refused<Trunk> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Trunk> done -> {
                Trunk.Open trunk = (Trunk.Open) done.state();
                secrets.insert(
                        trunk.id(),
                        command.credential(),
                        secrets.seal(
                                trunk.account(), trunk.id(), command.credential(), command.username(), trunk.domain(), password));
                Version version = trunk.version();
                yield new Reply.Done(routes.answers.created(
                        Answers.Aggregate.trunk(trunk.id().text(), command.account().text()),
                        version,
                        version,
                        location(command),
                        json(command, warnings, now)));
            }
        };
    }

    private Reply delete(DeleteCredential command, Cause cause) {
        return switch (routes.aggregates.send(command, cause, routes.now())) {
            case CommandOutcome.Refused<Trunk> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Trunk> done -> {
                secrets.delete(command.credential());
                yield new Reply.Done(
                        routes.answers.deleted(
                                Answers.Aggregate.trunk(command.trunk().text(), command.account().text()),
                                done.state().version()));
            }
        };
    }

    private static String location(CreateCredential command) {
        return "/v1/account/" + command.account().text() + "/trunks/" + command.trunk().text() + "/credentials/"
                + command.credential().text();
    }

    private static ObjectNode json(CreateCredential command, List<String> warnings, Instant now) {
        ObjectNode body = Answers.object()
                .put("id", command.credential().text())
                .put("trunk_id", command.trunk().text())
                .put("username", command.username().text())
                .put("created_at", now.toString());
        command.description().ifPresent(description -> body.put("description", description.text()));
        if (!warnings.isEmpty()) {
            var array = body.putArray("warnings");
            warnings.forEach(array::add);
        }
        return body;
    }
}
