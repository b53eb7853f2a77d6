package io.countersign.command.web;

import io.countersign.command.decision.Refusal;
import io.countersign.command.execution.OverloadedException;
import io.countersign.command.execution.Reply;
import io.countersign.command.execution.StoreFailures;
import io.countersign.command.idempotency.StoredResponse;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.propagation.Prefer;
import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.propagation.Receipt;
import io.countersign.rest.request.RequestId;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Maps what a write came to onto HTTP, waiting for the nodes when the client prefers that. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ConsistencyTokens tokens;
    private final Propagation propagation;

    Replies(ConsistencyTokens tokens, Propagation propagation) {
        this.tokens = tokens;
        this.propagation = propagation;
    }

    /** The response. That the client goes away doesn't end what was begun. */
    Mono<ResponseEntity<String>> respond(ServerWebExchange exchange, CompletableFuture<Reply> reply) {
        return Mono.fromFuture(reply, true)
                .doOnError(StoreFailures::isPassing, failure -> LOG.warn("store.unavailable request_id={} sqlstate={} error={}",
                        RequestId.of(exchange), StoreFailures.sqlState(failure), failure.getClass().getSimpleName()))
                .onErrorMap(Replies::isNotNow, e -> ApiException.unavailable(
                        "The service is busy. The request may be sent again, best with an Idempotency-Key.", RETRY_AFTER))
                .flatMap(done -> switch (done) {
                    case Reply.Done fresh -> withReceipt(exchange, fresh.answer(), response(fresh.answer()));
                    case Reply.Repeated again ->
                        withReceipt(exchange, again.answer(), response(again.answer()).header(REPLAYED, "true"));
                    case Reply.Refused refused -> Mono.error(refusal(refused.refusal()));
                    case Reply.KeyReused _ -> Mono.error(new ApiException(
                            ErrorCode.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used with another request."));
                    case Reply.KeyRunning _ ->
                        Mono.error(ApiException.conflict("A request with this Idempotency-Key is still running.")
                                .withHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds())));
                });
    }

    private Mono<ResponseEntity<String>> withReceipt(
            ServerWebExchange exchange, StoredResponse answer, ResponseEntity.HeadersBuilder<?> response) {
        Optional<Duration> wait = Prefer.of(exchange).patience();
        Optional<ConsistencyToken> written = Optional.ofNullable(answer.headers().get(ConsistencyTokens.HEADER))
                .flatMap(tokens::parse)
                .filter(token -> token.aggregateType().equals(Answers.Aggregate.TRUNK));
        if (wait.isEmpty() || written.isEmpty()) {
            return Mono.just(finish(response, answer));
        }
        return Mono.fromFuture(propagation.await(written.get().aggregateId(), written.get().sequence(), wait.get()), true)
                .map(receipt -> finish(
                        response.header(Prefer.APPLIED_HEADER, Prefer.APPLIED_WAIT).header(Receipt.HEADER, receipt.headerValue()),
                        answer));
    }

    private static ResponseEntity.BodyBuilder response(StoredResponse answer) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status());
        answer.headers().forEach((name, value) -> response.header(name, value));
        return response.header("Cache-Control", "no-store");
    }

    private static ResponseEntity<String> finish(ResponseEntity.HeadersBuilder<?> response, StoredResponse answer) {
        return response instanceof ResponseEntity.BodyBuilder body && !answer.json().isEmpty()
                ? body.contentType(MediaType.APPLICATION_JSON).body(answer.json())
                : response.build();
    }

    /** Nothing was done, or it is not known whether: in both cases the client may try again. */
    private static boolean isNotNow(Throwable cause) {
        return cause instanceof OverloadedException || StoreFailures.isPassing(cause);
    }

    private static ApiException refusal(Refusal refusal) {
        return switch (refusal) {
            case NOT_FOUND -> ApiException.notFound();
            case VERSION_MISMATCH -> new ApiException(
                    ErrorCode.PRECONDITION_FAILED, "It has changed since: If-Match names another version.");
            case ALREADY_EXISTS -> ApiException.conflict("It exists already.");
            case USERNAME_TAKEN -> ApiException.conflict("The trunk has a credential with this username.");
            case TRUNK_FULL -> ApiException.conflict("The trunk holds 10000 credentials, more than that it can't.");
            case TOO_MANY_API_KEYS -> ApiException.conflict("The account holds 1000 API keys, more than that it can't.");
        };
    }
}
