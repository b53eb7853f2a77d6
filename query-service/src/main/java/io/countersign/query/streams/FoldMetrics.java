package io.countersign.query.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * How late folds are: {@code countersign.fold.latency} is the time from an event to its folding, {@code countersign.fold.lag}
 * the number of records that an application is behind.
 */
public final class FoldMetrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Clock clock;

    public FoldMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** What a fold tells of each event. */
    public FoldObserver latency(String view) {
        Timer timer = Timer.builder("countersign.fold.latency")
                .description("from an event's time to its folding")
                .tag("view", view)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
        return eventTime -> {
            Duration latency = Duration.between(eventTime, clock.instant());
            timer.record(latency.isNegative() ? Duration.ZERO : latency); // another host's clock may be ahead
        };
    }

    /**
     * The same for applications of which one serves: what the others fold is old and tells nothing of lateness.
     *
     * @return what a fold of such an application tells
     */
    public Function<StreamsApplication, FoldObserver> served(String view, StreamsApplication serving) {
        FoldObserver latency = latency(view);
        return application -> {
            PartitionStops own = application.stops();
            return eventTime -> {
                if (serving.stops() == own) {
                    latency.folded(eventTime);
                }
            };
        };
    }

    /** Begins to show, for each of the names, what fraction of a running rebuild is done (1: none runs) and what serves here. */
    public void rebuilds(Set<String> targets, ToDoubleFunction<String> fraction, ToIntFunction<String> serving) {
        for (String target : targets) {
            Gauge.builder("countersign.rebuild.done", target, fraction)
                    .description("fraction of the running rebuild that is done; 1: none runs")
                    .tag("target", target)
                    .strongReference(true)
                    .register(registry);
            Gauge.builder("countersign.generation", target, serving::applyAsInt)
                    .description("generation that serves here; 0: none yet")
                    .tag("target", target)
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** Begins to show an application's lag, and whether it goes on. */
    public void lag(StreamsApplication application) {
        Gauge.builder("countersign.fold.lag", application, StreamsApplication::lagRecords)
                .description("records that the application is behind")
                .tag("application", application.name())
                .register(registry);
        Gauge.builder("countersign.fold.running", application, it -> it.isReady() ? 1 : 0)
                .description("1 while the application runs and none of its partitions has stopped")
                .tag("application", application.name())
                .register(registry);
        Gauge.builder("countersign.fold.stopped.partitions", application, it -> it.stops().descriptions().size())
                .description("partitions that stopped at an event that can't be folded")
                .tag("application", application.name())
                .register(registry);
    }

    /** Begins to show how many reads wait for a view to contain their write. */
    public void waiting(String view, IntSupplier reads) {
        Gauge.builder("countersign.reads.waiting", reads, IntSupplier::getAsInt)
                .description("reads that wait until the view contains their write")
                .tag("view", view)
                .strongReference(true)
                .register(registry);
    }
}
