package io.countersign.rest.openapi;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * To be imported by the service that shows the API's documentation: {@code /openapi.json}, and below {@code /docs} Swagger
 * UI with everything it needs, nothing of it from another host.
 */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {
    private static final RequestPredicate READ = RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD);

    @Bean
    RouterFunction<ServerResponse> openApiRoutes() {
        DocumentationFiles files = DocumentationFiles.onClasspath();
        return route(READ.and(path("/openapi.json")), request -> files.document())
                .andRoute(READ.and(path("/docs").or(path("/docs/"))), request -> files.page())
                .andRoute(READ.and(path("/docs/{file}")), request -> files.file(request.pathVariable("file")));
    }
}
