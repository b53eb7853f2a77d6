package io.countersign.command.relay;

import io.countersign.kafka.Durability;
import io.countersign.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The relay with its health part {@code relay} and its metrics. Needs a {@link PostgresLogin} and {@link KafkaSettings}; and
 * the verdict on the topics, which means that they are there.
 */
@Configuration(proxyBeanMethods = false)
public class RelayConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(RelayConfiguration.class);

    @Bean(initMethod = "start")
    Relay relay(
            PostgresLogin login, KafkaSettings kafka, Durability provisioned, JdbcClient jdbc, RelayNode node, MeterRegistry meters) {
        LOG.info("relay.topics durable={}", provisioned.durable());
        Timer acknowledged = Timer.builder("countersign.relay.acknowledged")
                .description("from the commit in PostgreSQL to the commit in Kafka")
                .publishPercentiles(0.5, 0.99)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(meters);
        return new Relay(login, kafka, new EventRows(jdbc), node.name(), Clock.systemUTC(), new CommitClock(acknowledged));
    }

    @Bean
    RelayMetrics relayMetrics(Relay relay) {
        return new RelayMetrics(relay.status());
    }

    @Bean
    HealthIndicator relayHealthIndicator(Relay relay) {
        return new RelayHealth(relay.status());
    }
}
