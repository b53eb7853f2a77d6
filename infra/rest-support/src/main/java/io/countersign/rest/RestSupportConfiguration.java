package io.countersign.rest;

import io.countersign.kafka.KafkaSettings;
import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.drain.Drain;
import io.countersign.rest.error.ErrorHandler;
import io.countersign.rest.health.TailHealth;
import io.countersign.rest.key.ApiKeyTable;
import io.countersign.rest.key.AuthenticationFilter;
import io.countersign.rest.key.OperatorKey;
import io.countersign.rest.limit.RateLimits;
import io.countersign.rest.observation.ObservationConfiguration;
import io.countersign.rest.request.AcceptFilter;
import io.countersign.rest.request.SourceAddress;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.rest.token.Cursors;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * To be imported by every service with a REST surface: the key check, rate limits, error bodies, tokens, the health part
 * {@code apiKeys}, log and measurement of requests, the orderly end. Needs beans {@link KafkaSettings} and {@link MeterRegistry} of the service and the settings of {@link RestSettings}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestSettings.class)
@Import(ObservationConfiguration.class)
public class RestSupportConfiguration {

    @Bean
    ErrorHandler errorHandler() {
        return new ErrorHandler();
    }

    @Bean
    ApiKeyTable apiKeyTable(KafkaSettings kafka, RestSettings settings) {
        return ApiKeyTable.start(kafka, "api-keys", settings.auth().maxTableAge());
    }

    @Bean
    AuthenticationFilter authenticationFilter(ApiKeyTable apiKeys, RestSettings settings, MeterRegistry metrics) {
        return new AuthenticationFilter(
                OperatorKey.of(settings.operatorKey()),
                apiKeys,
                new RateLimits(settings.api().requestsPerSecond(), System::nanoTime),
                metrics,
                new SourceAddress(settings.trustedNetworks()));
    }

    @Bean
    AcceptFilter acceptFilter() {
        return new AcceptFilter();
    }

    @Bean
    Drain drain() {
        return new Drain();
    }

    @Bean
    TokenKeyset tokenKeyset(RestSettings settings) {
        return TokenKeyset.load(settings.tokenKeyFile());
    }

    @Bean
    ConsistencyTokens consistencyTokens(TokenKeyset keyset) {
        return new ConsistencyTokens(keyset);
    }

    @Bean
    Cursors cursors(TokenKeyset keyset) {
        return new Cursors(keyset);
    }

    @Bean
    HealthIndicator apiKeysHealthIndicator(ApiKeyTable apiKeys, RestSettings settings) {
        return new TailHealth(apiKeys::tail, settings.auth().maxTableAge());
    }
}
