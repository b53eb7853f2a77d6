package io.countersign.sip;

import io.countersign.kafka.KafkaSettings;
import io.countersign.rest.RestSupportConfiguration;
import io.countersign.rest.service.ServiceAutoConfiguration;
import io.countersign.sip.decision.SteadyClock;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The service that answers SIP. Everything is named: in standalone three contexts share one classpath, so nothing is
 * configured for being there, and nothing is scanned. Its HTTP port serves health and metrics, and lifts lock-outs.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(SipAuthSettings.class)
@ServiceAutoConfiguration
@Import({RestSupportConfiguration.class, LockoutController.class})
public class SipAuthServiceApplication {

    /** Starts the service with {@code sip-auth-service.yaml}. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(SipAuthServiceApplication.class)
                .properties(Map.of("spring.config.name", "sip-auth-service"))
                .run(arguments);
    }

    @Bean
    KafkaSettings kafkaSettings(SipAuthSettings settings) {
        return settings.kafkaSettings();
    }

    @Bean
    SipNode sipNode(SipAuthSettings settings) throws IOException {
        return SipNode.start(settings, SteadyClock.system());
    }

    @Bean
    HealthIndicator sipHealthIndicator(SipNode node) {
        return new SipNodeHealth(node);
    }

    @Bean
    SipNodeMetrics sipNodeMetrics(SipNode node) {
        return new SipNodeMetrics(node);
    }
}
