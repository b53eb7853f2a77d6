package io.countersign.rest.request;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.route.Access;
import io.countersign.rest.route.FrontDoorRoutes;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * 406 for who can't read JSON (RFC 9110, section 12.5.1), before anything is done: a handler would find out when it writes
 * its answer, and the change would have been made. Every operation that needs a key answers in JSON.
 */
public final class AcceptFilter implements WebFilter, Ordered {
    /** After the key check: who may not come in is told that first. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 200;

    private static final Comparator<MediaType> MOST_SPECIFIC_FIRST =
            Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype);

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        boolean answersInJson = FrontDoorRoutes.find(request.getMethod().name(), request.getPath().pathWithinApplication())
                .filter(route -> route.access() != Access.PUBLIC)
                .isPresent();
        if (!answersInJson) {
            return chain.filter(exchange);
        }
        if (!acceptsJson(request.getHeaders())) {
            return Mono.error(new ApiException(
                    ErrorCode.NOT_ACCEPTABLE, "Only JSON is served here: send Accept: application/json."));
        }
        // what else the client takes doesn't matter any more: no handler may choose it
        ServerHttpRequest asJson = request.mutate()
                .headers(headers -> headers.set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE))
                .build();
        return chain.filter(exchange.mutate().request(asJson).build());
    }

    private static boolean acceptsJson(HttpHeaders headers) {
        List<MediaType> ranges;
        try {
            ranges = headers.getAccept();
        } catch (InvalidMediaTypeException e) { // no type that could be JSON
            return false;
        }
        return ranges.isEmpty()
                || ranges.stream()
                        .filter(range -> range.includes(MediaType.APPLICATION_JSON))
                        .min(MOST_SPECIFIC_FIRST)
                        .filter(range -> range.getQualityValue() > 0)
                        .isPresent();
    }
}
