package io.countersign.query;

import io.countersign.query.rebuild.Rebuildable;
import io.countersign.query.streams.ApplicationPlan;
import io.countersign.query.streams.FoldMetrics;
import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.query.view.SeenWaiters;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The views' generations: each is an application with stores of its own, and with its own waiters: who waits for a write
 * waits for the generation that serves. Plans are made by one thread, the rest may be called by any.
 */
final class ViewGenerations implements Rebuildable {
    /** Reads see a row before it is committed; only the list of an account's trunks and copies wait for it. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private final int partitions;
    private final StreamsApplication serving;
    private final FoldMetrics metrics;
    /** By what tells one start of an application from another; the serving application changes that with its generation. */
    private final Map<PartitionStops, Views> byRun = new ConcurrentHashMap<>();

    ViewGenerations(int partitions, StreamsApplication serving, FoldMetrics metrics) {
        this.partitions = partitions;
        this.serving = serving;
        this.metrics = metrics;
        viewsOf(serving);
    }

    /** The views of the generation that serves here. */
    Views views() {
        return viewsOf(serving);
    }

    /** Who waits for the generation that serves here, by the name of the store. */
    Map<String, SeenWaiters> waiters() {
        return views().waiters();
    }

    @Override
    public String name() {
        return Topics.REBUILD_VIEWS;
    }

    @Override
    public StreamsApplication serving() {
        return serving;
    }

    @Override
    public ApplicationPlan plan(int generation, StreamsApplication application) {
        return new ApplicationPlan(
                application, Names.viewsApplication(generation), COMMIT_INTERVAL, () -> ViewsTopology.build(viewsOf(application), partitions));
    }

    @Override
    public void ended(StreamsApplication application) {
        byRun.remove(application.stops());
    }

    @Override
    public Set<Topic> inputs() {
        return Set.of(Topics.ACCOUNT_EVENTS, Topics.TRUNK_EVENTS, Topics.REGISTRATIONS);
    }

    @Override
    public Set<String> innerInputs(int generation) {
        return Set.of(Names.trunkByAccountTopic(generation));
    }

    @Override
    public List<Topic> outputs(int generation) {
        return List.of();
    }

    @Override
    public List<String> waitingFor(int generation) {
        return List.of();
    }

    private Views viewsOf(StreamsApplication application) {
        return byRun.computeIfAbsent(application.stops(), stops -> Views.create(observers(application), stops));
    }

    private Function<String, FoldObserver> observers(StreamsApplication application) {
        return store -> metrics.served(store, serving).apply(application);
    }
}
