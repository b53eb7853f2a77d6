package io.countersign.query.view;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Says in {@code Age} how old an answer may be that is not its owner's. */
public final class AgeFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        AnswerAge age = new AnswerAge();
        exchange.getResponse().beforeCommit(() -> {
            age.header().ifPresent(seconds -> exchange.getResponse().getHeaders().set(HttpHeaders.AGE, seconds));
            return Mono.empty();
        });
        return chain.filter(exchange).contextWrite(age::in);
    }
}
