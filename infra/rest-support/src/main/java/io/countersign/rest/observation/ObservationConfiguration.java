package io.countersign.rest.observation;

import io.countersign.rest.key.ApiKeyTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The log line and the measurement of each request, and the age of the keys. Needs a {@link MeterRegistry}. */
@Configuration(proxyBeanMethods = false)
public class ObservationConfiguration {

    @Bean
    RequestLog requestLog(MeterRegistry registry) {
        return new RequestLog(new RequestMetrics(registry));
    }

    @Bean
    MeterBinder apiKeyTableMetrics(ApiKeyTable table) {
        return registry -> Gauge.builder(
                        "countersign.apikeys.table.age.seconds", table, it -> it.tail().sinceContact().toMillis() / 1000.0)
                .description("since the broker of the API keys was last heard")
                .register(registry);
    }
}
