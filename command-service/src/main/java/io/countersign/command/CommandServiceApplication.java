package io.countersign.command;

import io.countersign.command.aggregate.AggregateConfiguration;
import io.countersign.command.relay.PostgresLogin;
import io.countersign.command.relay.RelayConfiguration;
import io.countersign.command.relay.RelayNode;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.web.WebConfiguration;
import io.countersign.kafka.Durability;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.rest.RestSupportConfiguration;
import io.countersign.rest.propagation.PropagationConfiguration;
import io.countersign.schemas.Topics;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.endpoint.web.WebFluxHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The command-service: takes writes, decides, stores, relays. Only the named auto-configurations apply, because in
 * standalone other services' libraries are on the same class path.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandSettings.class)
@Import({
    StoreConfiguration.class,
    AggregateConfiguration.class,
    RelayConfiguration.class,
    WebConfiguration.class,
    RestSupportConfiguration.class,
    PropagationConfiguration.class
})
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class,
    SslAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    EndpointAutoConfiguration.class,
    JacksonEndpointAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    ManagementContextAutoConfiguration.class,
    InfoEndpointAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthContributorAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    AvailabilityHealthContributorAutoConfiguration.class,
    WebFluxHealthEndpointExtensionAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    SimpleMetricsExportAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class
})
public class CommandServiceApplication {
    private static final Duration PROVISION_TIMEOUT = Duration.ofSeconds(60);

    /** Starts the service with {@code command-service.yaml}. */
    public static void main(String[] arguments) {
        System.setProperty("spring.config.name", "command-service");
        SpringApplication.run(CommandServiceApplication.class, arguments);
    }

    @Bean
    KafkaSettings kafkaSettings(CommandSettings settings) {
        return settings.kafka();
    }

    /** The topics exist and are as the catalogue says, or the service doesn't start. */
    @Bean
    Durability durability(KafkaSettings kafka) {
        return TopicProvisioner.provision(kafka, Topics.all(), PROVISION_TIMEOUT);
    }

    @Bean
    InfoContributor durabilityInfo(Durability durability) {
        return info -> info.withDetail("durable", durability.durable()).withDetail("durability", durability.reason());
    }

    @Bean
    PostgresLogin postgresLogin(CommandSettings settings) {
        CommandSettings.Postgres postgres = settings.postgres();
        return new PostgresLogin(postgres.url(), postgres.username(), postgres.password());
    }

    @Bean
    RelayNode relayNode(CommandSettings settings) {
        return new RelayNode(settings.node());
    }

    @Bean
    SipDomain baseDomain(CommandSettings settings) {
        return SipDomain.base(settings.sip().domain());
    }
}
