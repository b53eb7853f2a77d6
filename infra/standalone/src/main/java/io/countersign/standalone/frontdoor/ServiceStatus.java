package io.countersign.standalone.frontdoor;

import io.countersign.rest.route.Service;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Asks each service that listens for one of its actuator pages, all at once. */
final class ServiceStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client;
    private final Backends backends;

    /** One service's page; a service that can't be asked has status 0 and says why. */
    record Page(Service service, int status, String body) {
        boolean isOk() {
            return status == 200;
        }

        /** The page as JSON; what is not JSON becomes a status of its own. */
        ObjectNode json() {
            try {
                if (status != 0 && Answers.JSON.readTree(body) instanceof ObjectNode object) {
                    return object;
                }
            } catch (JacksonException e) {
                return problem("answers " + status + " with what is not JSON");
            }
            return problem(status == 0 ? body : "answers " + status);
        }

        private static ObjectNode problem(String text) {
            return Answers.JSON.createObjectNode().put("status", "DOWN").put("problem", text);
        }
    }

    ServiceStatus(HttpClient client, Backends backends) {
        this.client = client;
        this.backends = backends;
    }

    /** The page of each service that listens, in the order of the services. */
    Mono<Map<Service, Page>> pages(String path) {
        return Flux.fromIterable(backends.bases().entrySet())
                .flatMap(entry -> page(entry.getKey(), entry.getValue() + path))
                .collectMap(Page::service, page -> page, TreeMap::new);
    }

    private Mono<Page> page(Service service, String url) {
        return client.get()
                .uri(url)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Page(service, response.status().code(), text)))
                .timeout(PATIENCE)
                .onErrorResume(failure -> Mono.just(new Page(service, 0, "does not answer: " + failure.getMessage())));
    }
}
