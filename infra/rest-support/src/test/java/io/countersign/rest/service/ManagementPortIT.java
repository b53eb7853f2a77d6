package io.countersign.rest.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Metrics and info can have a port that customers don't reach; the probes stay where they are. */
class ManagementPortIT {
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";
    private static final List<String> PAGES = List.of("/actuator/health", "/actuator/info", "/actuator/prometheus");

    private final HttpClient client = HttpClient.newHttpClient();

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ServiceAutoConfiguration
    static class SmallService {}

    @Test
    void everythingIsOnOnePortByDefault() throws Exception {
        try (ConfigurableApplicationContext service = start()) {
            assertThat(service.getEnvironment().getProperty("local.management.port")).isEqualTo(port(service, "server"));
            for (String page : PAGES) {
                assertThat(get(port(service, "server"), page).statusCode()).as(page).isEqualTo(200);
            }
            assertThat(get(port(service, "server"), READINESS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortOfItsOwnTakesThePagesAndLeavesTheProbes() throws Exception {
        try (ConfigurableApplicationContext service = start("--COUNTERSIGN_MANAGEMENT_PORT=0")) {
            String main = port(service, "server");
            String management = port(service, "management");
            assertThat(management).isNotEqualTo(main);
            for (String page : PAGES) {
                assertThat(get(main, page).statusCode()).as(page).isEqualTo(404);
                assertThat(get(management, page).statusCode()).as(page).isEqualTo(200);
            }
            assertThat(get(management, "/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
            for (String probe : List.of(LIVENESS, READINESS)) {
                assertThat(get(main, probe).body()).as(probe).isEqualTo(get(management, probe).body()).contains("\"status\":\"UP\"");
            }
            assertThat(service.getBean(ManagementServerProperties.class).getAddress())
                    .as("the address of the server, for it is not for everyone")
                    .isEqualTo(InetAddress.ofLiteral("127.0.0.1"));

            AvailabilityChangeEvent.publish(service, ReadinessState.REFUSING_TRAFFIC);
            assertThat(get(main, READINESS).statusCode()).isEqualTo(503);
            assertThat(get(main, LIVENESS).statusCode()).isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.config.import=classpath:countersign-service.yaml",
                "--COUNTERSIGN_HTTP_ADDRESS=127.0.0.1",
                "--COUNTERSIGN_HTTP_PORT=0"));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(SmallService.class).run(all.toArray(String[]::new));
    }

    private static String port(ConfigurableApplicationContext service, String of) {
        return service.getEnvironment().getRequiredProperty("local." + of + ".port");
    }

    private HttpResponse<String> get(String port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }
}
