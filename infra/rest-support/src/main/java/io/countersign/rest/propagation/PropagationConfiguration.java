package io.countersign.rest.propagation;

import io.countersign.kafka.KafkaSettings;
import java.time.Clock;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * To be imported by services that give receipts or show {@code effective_at}: the bean {@link Propagation}, fed from Kafka,
 * and the health part {@code propagation}. Needs a bean {@link KafkaSettings}.
 */
@Configuration(proxyBeanMethods = false)
public class PropagationConfiguration {

    @Bean
    Propagation propagation() {
        return new Propagation(Clock.systemUTC());
    }

    @Bean
    PropagationTails propagationTails(Propagation propagation, KafkaSettings kafka) {
        return PropagationTails.start(propagation, kafka, "propagation");
    }

    @Bean
    PropagationMetrics propagationMetrics(Propagation propagation) {
        return new PropagationMetrics(propagation);
    }

    @Bean
    HealthIndicator propagationHealthIndicator(PropagationTails tails) {
        return new PropagationHealth(tails);
    }
}
