package io.countersign.standalone.frontdoor;

import io.countersign.rest.route.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Asks each instance of each service for one of its actuator pages, all at once. */
final class ServiceStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client;
    private final Backends backends;

    /** One instance's page; one that can't be asked has status 0 and says why. */
    record Page(Backend backend, int status, String body) {
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

    /** The pages of the instances of each service that has one, in their order. */
    Mono<SortedMap<Service, List<Page>>> pages(String path) {
        return Flux.fromIterable(backends.all().values())
                .flatMapIterable(instances -> instances)
                .flatMapSequential(backend -> page(backend, path))
                .collect(TreeMap::new, (pages, page) ->
                        pages.computeIfAbsent(page.backend().service(), any -> new ArrayList<>()).add(page));
    }

    private Mono<Page> page(Backend backend, String path) {
        return client.get()
                .uri(backend.base() + path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Page(backend, response.status().code(), text)))
                .timeout(PATIENCE)
                .onErrorResume(failure -> Mono.just(new Page(backend, 0, "does not answer: " + failure.getMessage())));
    }
}
