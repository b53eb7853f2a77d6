package io.countersign.command.web;

import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import io.countersign.command.aggregate.Cause;
import io.countersign.command.aggregate.CommandOutcome;
import io.countersign.command.decision.Refusal;
import io.countersign.command.decision.Version;
import io.countersign.command.execution.Reply;
import io.countersign.command.idempotency.IdempotentRequest;
import io.countersign.command.trunk.AlgorithmPreference;
import io.countersign.command.trunk.AuthType;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand.CreateTrunk;
import io.countersign.command.trunk.TrunkId;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.rest.body.JsonBody;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.query.QueryParameters;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST …/trunks}. */
@RestController
final class TrunkController {
    private static final int MAX_TOKEN_CHARS = 32;

    private final WriteRoutes routes;
    private final SipDomain base;

    TrunkController(WriteRoutes routes, SipDomain base) {
        this.routes = routes;
        this.base = base;
    }

    @PostMapping("/v1/account/{account}/trunks")
    Mono<ResponseEntity<String>> create(ServerWebExchange exchange, @PathVariable("account") String accountText) {
        QueryParameters.none(exchange);
        Cause cause = Causes.of(exchange);
        return JsonBody.read(exchange).flatMap(body -> {
            Optional<DisplayName> name = body.required("name", DisplayName::new);
            Optional<AuthType> authType = body.required("auth_type", TrunkController::authType);
            Optional<AlgorithmPreference> algorithms = algorithms(body);
            body.done();
            AccountId account = AccountId.parse(accountText).orElseThrow(ApiException::notFound);
            Optional<IdempotentRequest> idempotent = routes.idempotency.of(exchange, account.text(), body);
            TrunkId trunk = new TrunkId(routes.newId("trunk_"));
            CreateTrunk command = new CreateTrunk(
                    trunk, account, name.orElseThrow(), authType.orElseThrow(), SipDomain.of(trunk, base),
                    algorithms.orElse(AlgorithmPreference.DEFAULT));
            return routes.replies.respond(exchange, routes.writes.run(trunk.text(), idempotent, () -> create(command, cause)));
        });
    }

    private Reply create(CreateTrunk command, Cause cause) {
        if (!routes.aggregates.exists(command.account())) {
            return new Reply.Refused(Refusal.NOT_FOUND);
        }
        Instant now = routes.now();
        return switch (routes.aggregates.send(command, cause, now)) {
            case CommandOutcome.Refused<Trunk> refused -> new Reply.Refused(refused.refusal());
            case CommandOutcome.Done<Trunk> done -> {
                Version version = done.state().version();
                yield new Reply.Done(routes.answers.created(
                        Answers.Aggregate.trunk(command.trunk().text(), command.account().text()),
                        version,
                        version,
                        "/v1/account/" + command.account().text() + "/trunks/" + command.trunk().text(),
                        json(command, now)));
            }
        };
    }

    private static ObjectNode json(CreateTrunk command, Instant now) {
        ObjectNode body = Answers.object()
                .put("id", command.trunk().text())
                .put("name", command.name().text())
                .put("auth_type", command.authType().text());
        var algorithms = body.putArray("digest_algorithms");
        command.algorithms().tokens().forEach(algorithms::add);
        return body.put("sip_domain", command.domain().text()).put("status", "active").put("created_at", now.toString());
    }

    private static AuthType authType(String text) {
        return AuthType.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be credential: ip, ip_and_credential and ip_or_credential are not available yet"));
    }

    private static Optional<AlgorithmPreference> algorithms(JsonBody body) {
        Optional<List<String>> tokens = body.texts("digest_algorithms", DigestAlgorithm.values().length, 1, MAX_TOKEN_CHARS);
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        List<DigestAlgorithm> known = tokens.get().stream()
                .flatMap(token -> Arrays.stream(DigestAlgorithm.values()).filter(algorithm -> algorithm.token().equals(token)))
                .toList();
        if (known.isEmpty() || known.size() != tokens.get().size() || known.stream().distinct().count() != known.size()) {
            body.reject("digest_algorithms", "must be one or more of SHA-512-256, SHA-256, MD5, none twice");
            return Optional.empty();
        }
        return Optional.of(new AlgorithmPreference(known));
    }
}
