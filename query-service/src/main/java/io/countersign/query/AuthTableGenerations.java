package io.countersign.query;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.query.auth.AuthTopology;
import io.countersign.query.rebuild.Rebuildable;
import io.countersign.query.streams.ApplicationPlan;
import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.rest.propagation.Propagation;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The auth table's generations: each has a topic, which nodes change to once they hold it whole. */
final class AuthTableGenerations implements Rebuildable {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);

    /** Part of the time until a write is true on SIP. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(20);

    private final KafkaSettings kafka;
    private final StreamsApplication serving;
    private final Function<StreamsApplication, FoldObserver> observers;
    private final Propagation propagation;

    /** @param observers tells of the folds of an application */
    AuthTableGenerations(
            KafkaSettings kafka,
            StreamsApplication serving,
            Function<StreamsApplication, FoldObserver> observers,
            Propagation propagation) {
        this.kafka = kafka;
        this.serving = serving;
        this.observers = observers;
        this.propagation = propagation;
    }

    @Override
    public String name() {
        return Topics.REBUILD_AUTH_TABLE;
    }

    @Override
    public StreamsApplication serving() {
        return serving;
    }

    @Override
    public ApplicationPlan plan(int generation, StreamsApplication application) {
        return new ApplicationPlan(application, Names.authApplication(generation), COMMIT_INTERVAL, () -> {
            TopicProvisioner.provision(kafka, outputs(generation), KAFKA_TIMEOUT);
            return AuthTopology.build(generation, observers.apply(application), application.stops());
        });
    }

    @Override
    public Set<Topic> inputs() {
        return Set.of(Topics.TRUNK_EVENTS);
    }

    @Override
    public Set<String> innerInputs(int generation) {
        return Set.of();
    }

    @Override
    public List<Topic> outputs(int generation) {
        return List.of(Topics.authTable(generation));
    }

    @Override
    public List<String> waitingFor(int generation) {
        return propagation.membersBefore(generation);
    }
}
