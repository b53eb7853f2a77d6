package io.countersign.query.rebuild;

import io.countersign.rest.query.QueryParameters;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code /v1/rebuilds/{target}}: start one, see how it stands, give it up. The operator's; who may is the route's rule. */
@RestController
public final class RebuildController {
    private static final String PATH = "/v1/rebuilds/{target}";

    private final Rebuilds rebuilds;

    public RebuildController(Rebuilds rebuilds) {
        this.rebuilds = rebuilds;
    }

    @PostMapping(PATH)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<RebuildAnswer> start(@PathVariable String target, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return offTheLoop(target, rebuilds::request);
    }

    @GetMapping(PATH)
    Mono<RebuildAnswer> status(@PathVariable String target, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return offTheLoop(target, rebuilds::status);
    }

    @DeleteMapping(PATH)
    Mono<RebuildAnswer> cancel(@PathVariable String target, ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return offTheLoop(target, rebuilds::cancel);
    }

    /** A step is written to Kafka and read again: a wait, if a bounded one. */
    private static Mono<RebuildAnswer> offTheLoop(String target, Function<String, RebuildAnswer> ask) {
        return Mono.fromCallable(() -> ask.apply(target)).subscribeOn(Schedulers.boundedElastic());
    }
}
