package io.countersign.rest.observation;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log line and the measurement of each request. Needs a {@link MeterRegistry}. */
@Configuration(proxyBeanMethods = false)
public class ObservationConfiguration {

    @Bean
    RequestLog requestLog(MeterRegistry registry) {
        return new RequestLog(new RequestMetrics(registry));
    }
}
