package io.countersign.bench.read;

import io.countersign.bench.read.PlainAnswers.One;
import io.countersign.bench.read.PlainAnswers.Page;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.query.QueryParameters;
import java.util.concurrent.Callable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Get and list as the API has them, from {@link PlainTable} instead of the view, on as many threads as read stores. */
@RestController
final class TableController {
    /** In the place of {@code credentials} in a path. */
    static final String SEGMENT = "table-credentials";

    private static final int THREADS = 8;
    private static final int QUEUE = 1_000;

    private final PlainTable table;
    private final Scheduler blocking = Schedulers.newBoundedElastic(THREADS, QUEUE, "table");

    TableController(PlainTable table) {
        this.table = table;
    }

    @GetMapping("/v1/account/{account}/trunks/{trunk}/" + SEGMENT)
    Mono<Page> list(@PathVariable("account") String account, @PathVariable("trunk") String trunk, ServerWebExchange exchange) {
        QueryParameters parameters = QueryParameters.of(exchange);
        int limit = parameters.limit();
        parameters.done();
        return run(() -> Page.of(table.list(account, trunk, 0, limit + 1), limit));
    }

    @GetMapping("/v1/account/{account}/trunks/{trunk}/" + SEGMENT + "/{credential}")
    Mono<One> get(
            @PathVariable("account") String account,
            @PathVariable("trunk") String trunk,
            @PathVariable("credential") String credential,
            ServerWebExchange exchange) {
        QueryParameters.none(exchange);
        return run(() -> One.of(table.get(account, trunk, credential).orElseThrow(ApiException::notFound)));
    }

    private <T> Mono<T> run(Callable<T> query) {
        return Mono.fromCallable(query).subscribeOn(blocking);
    }
}
