package io.countersign.standalone.frontdoor;

import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.route.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** The pages below {@code /actuator}: one answer made of those of all instances and of the child processes. */
final class Actuator {
    static final String PATH = "/actuator";

    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    private static final int OK = 200;

    private final ServiceStatus services;
    private final Map<String, BooleanSupplier> children;
    private final String version;

    /** @param children by name, whether each lives */
    Actuator(ServiceStatus services, Map<String, BooleanSupplier> children, String version) {
        this.services = services;
        this.children = children;
        this.version = version;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, String path) {
        return switch (path) {
            case "/actuator/health", "/actuator/health/readiness" -> readiness(request, response);
            case "/actuator/health/liveness" -> liveness(request, response);
            case "/actuator/info" -> info(request, response);
            case "/actuator/prometheus" -> metrics(request, response);
            default -> Answers.error(request, response, ErrorCode.NOT_FOUND, "there is nothing here");
        };
    }

    /** Of each service one ready instance is enough: the others are shown. */
    private Mono<Void> readiness(HttpServerRequest request, HttpServerResponse response) {
        return services.pages("/actuator/health/readiness").flatMap(pages -> {
            ObjectNode components = Answers.JSON.createObjectNode();
            boolean ready = true;
            for (Service service : Service.values()) {
                List<ServiceStatus.Page> instances = pages.getOrDefault(service, List.of());
                ready &= anyIsOk(instances);
                components.set(Backends.name(service), instances.isEmpty() ? status(false) : component(instances));
            }
            for (Map.Entry<String, BooleanSupplier> child : children.entrySet()) {
                boolean alive = child.getValue().getAsBoolean();
                ready &= alive;
                components.set(child.getKey(), status(alive));
            }
            return health(request, response, ready, components);
        });
    }

    /** A service that has not started yet is no reason to restart the process. */
    private Mono<Void> liveness(HttpServerRequest request, HttpServerResponse response) {
        return services.pages("/actuator/health/liveness").flatMap(pages -> {
            ObjectNode components = Answers.JSON.createObjectNode();
            pages.forEach((service, instances) -> components.set(Backends.name(service), component(instances)));
            return health(request, response, pages.values().stream().allMatch(Actuator::anyIsOk), components);
        });
    }

    private Mono<Void> info(HttpServerRequest request, HttpServerResponse response) {
        return services.pages("/actuator/info").flatMap(pages -> {
            ObjectNode body = Answers.JSON.createObjectNode().put("version", version);
            ObjectNode parts = Answers.JSON.createObjectNode();
            pages.forEach((service, instances) -> {
                parts.set(Backends.name(service), instances.size() == 1 ? instances.getFirst().json() : byBackend(instances));
                for (ServiceStatus.Page page : instances) {
                    ObjectNode part = page.json();
                    hoist(part, body, "durable");
                    hoist(part, body, "durability");
                }
            });
            body.set("services", parts);
            return Mono.from(Answers.json(request, response, OK, body));
        });
    }

    private Mono<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        return services.pages("/actuator/prometheus").flatMap(pages -> {
            MetricsMerge merge = new MetricsMerge();
            pages.forEach((service, instances) -> instances.stream()
                    .filter(ServiceStatus.Page::isOk)
                    .forEach(page -> merge.add(labels(page.backend(), instances), page.body())));
            return Mono.from(Answers.text(request, response, OK, MetricsMerge.CONTENT_TYPE, merge.text()));
        });
    }

    private static boolean anyIsOk(List<ServiceStatus.Page> instances) {
        return instances.stream().anyMatch(ServiceStatus.Page::isOk);
    }

    /** One instance speaks for its service; of several each is shown. */
    private static ObjectNode component(List<ServiceStatus.Page> instances) {
        if (instances.size() == 1) {
            return instances.getFirst().json();
        }
        ObjectNode component = status(anyIsOk(instances));
        component.set("instances", byBackend(instances));
        return component;
    }

    private static ObjectNode byBackend(List<ServiceStatus.Page> instances) {
        ObjectNode parts = Answers.JSON.createObjectNode();
        instances.forEach(page -> parts.set(page.backend().authority(), page.json()));
        return parts;
    }

    private static SequencedMap<String, String> labels(Backend backend, List<ServiceStatus.Page> instances) {
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        labels.put("service", Backends.name(backend.service()));
        if (instances.size() > 1) {
            labels.put("backend", backend.authority());
        }
        return labels;
    }

    private static Mono<Void> health(
            HttpServerRequest request, HttpServerResponse response, boolean up, ObjectNode components) {
        ObjectNode body = Answers.JSON.createObjectNode().put("status", up ? UP : DOWN);
        body.set("components", components);
        return Mono.from(Answers.json(request, response, up ? OK : ErrorCode.UNAVAILABLE.status(), body));
    }

    private static ObjectNode status(boolean up) {
        return Answers.JSON.createObjectNode().put("status", up ? UP : DOWN);
    }

    private static void hoist(ObjectNode from, ObjectNode to, String name) {
        if (from.has(name) && !to.has(name)) {
            to.set(name, from.get(name));
        }
    }
}
