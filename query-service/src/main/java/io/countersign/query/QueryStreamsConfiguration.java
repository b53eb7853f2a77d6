package io.countersign.query;

import io.countersign.kafka.Durability;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.query.failure.FailureTopology;
import io.countersign.query.peer.AdvertisedAddress;
import io.countersign.query.rebuild.Rebuilds;
import io.countersign.query.streams.ApplicationPlan;
import io.countersign.query.streams.FoldMetrics;
import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Instance;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.QueryStreams;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.query.streams.StreamsHealth;
import io.countersign.query.summary.SummaryTopology;
import io.countersign.rest.propagation.Propagation;
import io.countersign.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The four Kafka Streams applications, each with its own state, and what they are measured and judged by. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueryServiceSettings.class)
public class QueryStreamsConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(QueryStreamsConfiguration.class);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);

    /** Those of an account are seen after two commits. */
    private static final Duration FAILURES_COMMIT_INTERVAL = Duration.ofMillis(100);

    /** Reads see counts before they are committed: often costs the brokers, and nobody gains. */
    private static final Duration COUNTS_COMMIT_INTERVAL = Duration.ofMillis(500);

    @Bean
    KafkaSettings kafkaSettings(QueryServiceSettings settings) {
        return settings.kafkaSettings();
    }

    @Bean
    AdvertisedAddress advertisedAddress(QueryServiceSettings settings, Environment environment) {
        return new AdvertisedAddress(
                settings.advertisedAddress(),
                environment.getProperty("server.address", "0.0.0.0"),
                settings.kafka().bootstrapServers());
    }

    @Bean
    FoldMetrics foldMetrics(MeterRegistry registry) {
        return new FoldMetrics(registry, Clock.systemUTC());
    }

    @Bean
    ViewGenerations viewGenerations(KafkaSettings kafka, FoldMetrics metrics, StreamsApplication viewsApplication) {
        ViewGenerations generations = new ViewGenerations(kafka.partitions(), viewsApplication, metrics);
        for (String store : generations.waiters().keySet()) {
            metrics.waiting(store, () -> Objects.requireNonNull(generations.waiters().get(store)).waiting());
        }
        return generations;
    }

    /** Where rows are and what they are keyed by, the same in every generation. */
    @Bean
    Views views(ViewGenerations generations) {
        return generations.views();
    }

    @Bean
    StreamsApplication authApplication(FoldMetrics metrics) {
        return application("auth", metrics);
    }

    @Bean
    StreamsApplication viewsApplication(FoldMetrics metrics) {
        return application("views", metrics);
    }

    @Bean
    StreamsApplication failuresApplication(FoldMetrics metrics) {
        return application("failures", metrics);
    }

    @Bean
    StreamsApplication countsApplication(FoldMetrics metrics) {
        return application("counts", metrics);
    }

    @Bean
    QueryStreams queryStreams(
            QueryServiceSettings settings,
            KafkaSettings kafka,
            AdvertisedAddress address,
            FoldMetrics metrics,
            StreamsApplication authApplication,
            StreamsApplication viewsApplication,
            StreamsApplication failuresApplication,
            StreamsApplication countsApplication) {
        return new QueryStreams(
                kafka,
                new Instance(settings.node(), address, settings.stateFolder(), settings.standbyCount()),
                List.of(authApplication, viewsApplication, failuresApplication, countsApplication),
                () -> {
                    Durability durability = TopicProvisioner.provision(kafka, Topics.all(), KAFKA_TIMEOUT);
                    LOG.info("topics.checked durable={}", durability.durable());
                    return List.of(
                            new ApplicationPlan(
                                    failuresApplication,
                                    Names.FAILURES_APPLICATION,
                                    FAILURES_COMMIT_INTERVAL,
                                    () -> FailureTopology.build(kafka.partitions(), metrics.latency("failures"))),
                            new ApplicationPlan(
                                    countsApplication,
                                    Names.COUNTS_APPLICATION,
                                    COUNTS_COMMIT_INTERVAL,
                                    () -> SummaryTopology.build(metrics.latency("counts"))));
                });
    }

    @Bean
    Rebuilds rebuilds(
            QueryServiceSettings settings,
            KafkaSettings kafka,
            FoldMetrics metrics,
            StreamsApplication authApplication,
            ViewGenerations views,
            Propagation propagation,
            QueryStreams streams) {
        Function<StreamsApplication, FoldObserver> observers = metrics.served("auth", authApplication);
        Rebuilds rebuilds = new Rebuilds(
                kafka,
                Clock.systemUTC(),
                List.of(new AuthTableGenerations(kafka, authApplication, observers, propagation), views),
                settings.formerGenerationKept(),
                streams::start);
        metrics.rebuilds(rebuilds.targets(), rebuilds::fraction, rebuilds::serving);
        return rebuilds;
    }

    @Bean
    HealthIndicator streamsHealthIndicator(QueryStreams streams) {
        return new StreamsHealth(streams);
    }

    private static StreamsApplication application(String name, FoldMetrics metrics) {
        StreamsApplication application = new StreamsApplication(name);
        metrics.lag(application);
        return application;
    }
}
