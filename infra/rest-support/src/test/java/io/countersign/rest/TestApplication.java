package io.countersign.rest;

import io.countersign.rest.body.JsonBody;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.key.Caller;
import io.countersign.rest.openapi.OpenApiConfiguration;
import io.countersign.rest.query.QueryParameters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A small service on the same paths as the real ones. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    JacksonAutoConfiguration.class,
})
@Import({RestSupportConfiguration.class, OpenApiConfiguration.class, TestApplication.Handlers.class})
class TestApplication {

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @RestController
    static class Handlers {
        @GetMapping({"/v1/account/{account}/trunks", "/api/v1/trunks"})
        String list(ServerWebExchange exchange) {
            return Caller.of(exchange).toString();
        }

        @GetMapping(path = {"/v1/account/{account}/trunks/trunk_a", "/api/v1/trunks/trunk_a"}, produces = MediaType.APPLICATION_JSON_VALUE)
        String one() {
            return "{}";
        }

        @PostMapping({"/v1/account", "/v1/account/{account}/trunks", "/api/v1/trunks"})
        Mono<ResponseEntity<String>> create(ServerWebExchange exchange) {
            return JsonBody.read(exchange).map(body -> {
                body.required("name", text -> text);
                body.done();
                return ResponseEntity.status(201).body("");
            });
        }

        @GetMapping("/v1/account/{account}")
        String fail(ServerWebExchange exchange) {
            exchange.getResponse().getHeaders().setETag("\"1\"");
            throw new IllegalStateException("a detail that nobody may see");
        }

        /** What the services throw. */
        @GetMapping({"/v1/account/{account}/refusals/{code}", "/api/v1/refusals/{code}"})
        String refuse(@PathVariable String code) {
            throw switch (ErrorCode.valueOf(code)) {
                case INTERNAL_ERROR -> new IllegalStateException("a detail that nobody may see");
                case UNAVAILABLE -> ApiException.unavailable("Not now.", Duration.ofSeconds(2));
                default -> new ApiException(ErrorCode.valueOf(code), "No.");
            };
        }

        @GetMapping("/v1/auth-failures")
        int query(ServerWebExchange exchange) {
            QueryParameters parameters = QueryParameters.of(exchange);
            int limit = parameters.limit();
            parameters.done();
            return limit;
        }
    }
}
