package io.countersign.rest.service;

import java.net.InetAddress;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Where management has a port of its own: the same address, and the two probes on the main port as ever. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementPortConfiguration {

    @Bean
    RouterFunction<ServerResponse> probes(ReactiveHealthEndpointWebExtension health) {
        return RouterFunctions.route()
                .GET("/actuator/health/liveness", request -> answer(health, "liveness"))
                .GET("/actuator/health/readiness", request -> answer(health, "readiness"))
                .build();
    }

    private static Mono<ServerResponse> answer(ReactiveHealthEndpointWebExtension health, String group) {
        return health.health(ApiVersion.LATEST, WebServerNamespace.MANAGEMENT, SecurityContext.NONE, group)
                .flatMap(said -> ServerResponse.status(said.getStatus())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Mono.justOrEmpty(said.getBody()), HealthDescriptor.class));
    }

    /** Not in the file: Boot refuses an address for management where it has no port of its own. */
    @Bean
    static BeanPostProcessor managementOnTheAddressOfTheServer(Environment environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof ManagementServerProperties management && management.getAddress() == null) {
                    Binder.get(environment).bind("server.address", InetAddress.class).ifBound(management::setAddress);
                }
                return bean;
            }
        };
    }
}
