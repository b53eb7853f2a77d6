package io.countersign.query.rebuild;

import io.countersign.query.streams.ApplicationPlan;
import io.countersign.query.streams.StreamsApplication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of one target in this process, one a generation. Brings about what the steps say; owned by one thread,
 * but for what is said otherwise.
 */
final class TargetApplications {
    private static final Logger LOG = LoggerFactory.getLogger(TargetApplications.class);

    private final Rebuildable target;
    private final Consumer<ApplicationPlan> starter;
    private final Map<Integer, StreamsApplication> running = new TreeMap<>();
    private volatile Map<Integer, StreamsApplication> shown = Map.of();
    private volatile int serving;

    TargetApplications(Rebuildable target, Consumer<ApplicationPlan> starter) {
        this.target = target;
        this.starter = starter;
    }

    /** Starts what is missing, changes to the live generation once it is ready here, ends what nobody needs. */
    void follow(Generations generations) {
        if (serving == 0) {
            start(generations.live(), target.serving());
            serving = generations.live();
        }
        for (int generation : generations.running()) {
            if (!running.containsKey(generation)) {
                start(generation, new StreamsApplication(target.serving().name()));
            }
        }
        StreamsApplication live = running.get(generations.live());
        if (live != null && serving != generations.live() && live.isReady()) {
            serve(generations.live(), live);
        }
        for (int generation : List.copyOf(running.keySet())) {
            if (generation != serving && !generations.running().contains(generation)) {
                end(generation);
            }
        }
        shown = Map.copyOf(running);
    }

    /** The generation that serves here; 0: none yet. For any thread. */
    int serving() {
        return serving;
    }

    /** What the application of a generation does here, for people. For any thread. */
    Optional<String> status(int generation) {
        return Optional.ofNullable(shown.get(generation)).map(StreamsApplication::status);
    }

    /** Ends all but the one that serves, which belongs to whoever made it; their state stays. */
    void close() {
        running.forEach((generation, application) -> {
            if (generation != serving) {
                application.close();
            }
        });
    }

    private void start(int generation, StreamsApplication application) {
        starter.accept(target.plan(generation, application));
        running.put(generation, application);
        LOG.info("generation.started target={} generation={}", target.name(), generation);
    }

    private void serve(int generation, StreamsApplication live) {
        target.serving().exchange(live);
        running.put(serving, live);
        running.put(generation, target.serving());
        LOG.info("generation.serves target={} generation={} before={}", target.name(), generation, serving);
        serving = generation;
    }

    private void end(int generation) {
        StreamsApplication ended = running.remove(generation);
        if (ended != null) {
            ended.endForGood();
            target.ended(ended);
            LOG.info("generation.ended target={} generation={}", target.name(), generation);
        }
    }
}
