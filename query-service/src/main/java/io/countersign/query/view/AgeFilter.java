package io.countersign.query.view;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Says in {@code Age} how old an answer may be that is not its owner's; a fault has no age, whatever was read before it. */
public final class AgeFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        AnswerAge age = new AnswerAge();
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> {
            HttpStatusCode status = response.getStatusCode();
            if (status == null || !status.is5xxServerError()) {
                age.header().ifPresent(seconds -> response.getHeaders().set(HttpHeaders.AGE, seconds));
            }
            return Mono.empty();
        });
        return chain.filter(exchange).contextWrite(age::in);
    }
}
