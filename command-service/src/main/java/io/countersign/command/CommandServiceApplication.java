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
import io.countersign.rest.service.ServiceAutoConfiguration;
import io.countersign.schemas.Topics;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
@ServiceAutoConfiguration
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
