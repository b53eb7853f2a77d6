package io.countersign.query.rebuild;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.rebuild.Passage.Progress;
import io.countersign.query.streams.ApplicationPlan;
import io.countersign.rest.error.ApiException;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings rebuilds about. Every instance does the same by itself: it follows the steps, runs an application for each
 * generation that they name, and adds the step that comes next when it sees that its time has come. Several may add the same;
 * the first counts. So an instance may end at any point, and nothing is to be repaired.
 *
 * <p>One thread does the work, again and again; requests come from any thread.
 */
public final class Rebuilds implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);
    private static final Duration EACH = Duration.ofMillis(500);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** A former generation is kept up to date at least so long: who began to read it just before must hear of the change. */
    private static final Duration KEEP_FORMER = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Clock clock;
    private final Map<String, Rebuildable> targets;
    private final Map<String, TargetApplications> applications;
    private final Map<String, Passage> passages = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Duration endedKept;
    private volatile Map<String, Progress> progress = Map.of();
    private volatile boolean running;
    private volatile @Nullable RebuildLog log;
    private @Nullable Thread thread;

    /**
     * Not started yet.
     *
     * @param endedKept how long topics stay after nobody uses them any more
     * @param starter starts an application; may fail while Kafka is not there, and is asked again
     */
    public Rebuilds(KafkaSettings settings, Clock clock, List<Rebuildable> targets, Duration endedKept, Consumer<ApplicationPlan> starter) {
        this.settings = settings;
        this.clock = clock;
        this.endedKept = endedKept;
        this.targets = targets.stream().collect(Collectors.toMap(Rebuildable::name, Function.identity()));
        this.applications =
                targets.stream().collect(Collectors.toMap(Rebuildable::name, target -> new TargetApplications(target, starter)));
    }

    /**
     * Asks for a new generation.
     *
     * @throws ApiException 404 when there is no such target, 409 when one is being built, 503 when Kafka is away
     */
    public RebuildAnswer request(String target) {
        Generations known = generations(target);
        known.next().ifPresent(next -> {
            throw isBeingBuilt(next);
        });
        String id = append(target, StepKind.REQUESTED, known.highest() + 1);
        Optional<Generations.Next> next = generations(target).next();
        if (next.isPresent() && !next.get().id().equals(id)) {
            throw isBeingBuilt(next.get()); // another request was faster
        }
        return status(target);
    }

    /**
     * Gives up the generation that is being built.
     *
     * @throws ApiException 404 when there is no such target, 409 when none is being built, 503 when Kafka is away
     */
    public RebuildAnswer cancel(String target) {
        Generations.Next next =
                generations(target).next().orElseThrow(() -> ApiException.conflict("Nothing is being rebuilt here."));
        append(target, StepKind.CANCELLED, next.generation());
        return status(target);
    }

    /** How it stands, as this instance sees it. */
    public RebuildAnswer status(String target) {
        Generations now = generations(target);
        int generation = now.next().map(Generations.Next::generation).orElse(now.live());
        return RebuildAnswer.of(
                of(target),
                now,
                Optional.ofNullable(progress.get(target)),
                applicationsOf(target).status(generation).orElse("NOT_STARTED"),
                clock.instant());
    }

    /** Done of the running rebuild, 0 to 1; 1 when none runs. */
    public double fraction(String target) {
        return Optional.ofNullable(progress.get(target)).map(Progress::fraction).orElse(1.0);
    }

    /** The generation that serves here; 0: none yet. */
    public int serving(String target) {
        return applicationsOf(target).serving();
    }

    public Set<String> targets() {
        return targets.keySet();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("rebuilds").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread started = thread;
        if (started != null) {
            LockSupport.unpark(started);
            try {
                if (!started.join(STOP_WITHIN)) {
                    LOG.warn("rebuilds.stop.timeout");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the applications that have no generations; and so it ends before them. */
    @Override
    public int getPhase() {
        return 1;
    }

    private void run() {
        Thread self = Thread.currentThread();
        while (running) {
            try (RebuildLog opened = new RebuildLog(settings, clock, () -> LockSupport.unpark(self));
                    InputOffsets offsets = new InputOffsets(settings)) {
                log = opened;
                follow(opened, offsets);
            } catch (RuntimeException e) {
                LOG.warn("rebuilds.begin.again cause={}", e.toString());
                LockSupport.parkNanos(this, EACH.toNanos());
            }
        }
        applications.values().forEach(TargetApplications::close);
    }

    /** Until this instance stops, or the steps can't be read any more. */
    private void follow(RebuildLog opened, InputOffsets offsets) {
        while (running && !opened.hasFailed()) {
            if (opened.isLoaded()) {
                targets.values().forEach(target -> tryAdvance(opened, offsets, target));
            }
            LockSupport.parkNanos(this, EACH.toNanos());
        }
    }

    private void tryAdvance(RebuildLog steps, InputOffsets offsets, Rebuildable target) {
        try {
            advance(steps, offsets, target);
        } catch (RuntimeException e) {
            LOG.warn("rebuild.later target={} cause={}", target.name(), e.toString());
        }
    }

    private void advance(RebuildLog steps, InputOffsets offsets, Rebuildable target) {
        Generations now = steps.generations(target.name());
        applicationsOf(target.name()).follow(now);
        if (target.name().equals(Topics.REBUILD_AUTH_TABLE) && steps.pointer() < now.live()) {
            steps.point(now.live());
        }
        now.next().ifPresentOrElse(next -> build(steps, offsets, target, next), () -> forget(target));
        now.former().forEach((generation, since) -> {
            boolean due = since.plus(KEEP_FORMER).isBefore(clock.instant());
            if (due && target.waitingFor(now.live()).isEmpty()) {
                steps.append(target.name(), StepKind.RETIRED, generation);
            }
        });
        now.ended().forEach((generation, since) -> {
            if (since.plus(endedKept).isBefore(clock.instant()) && !removed.contains(target.name() + generation)) {
                List<String> outputs = target.outputs(generation).stream().map(Topic::name).toList();
                new Leftovers(offsets.admin()).remove(applicationId(target, generation), outputs);
                removed.add(target.name() + generation);
            }
        });
    }

    private void build(RebuildLog steps, InputOffsets offsets, Rebuildable target, Generations.Next next) {
        Passage passage = passages.computeIfAbsent(
                target.name() + next.generation(),
                key -> new Passage(
                        offsets, applicationId(target, next.generation()), target.inputs(), target.innerInputs(next.generation())));
        show(target, Optional.of(passage.progress()));
        if (passage.isOver()) {
            steps.append(target.name(), StepKind.COMPLETED, next.generation());
        }
    }

    private void forget(Rebuildable target) {
        passages.keySet().removeIf(key -> key.startsWith(target.name()));
        show(target, Optional.empty());
    }

    private void show(Rebuildable target, Optional<Progress> done) {
        Map<String, Progress> all = new HashMap<>(progress);
        done.ifPresentOrElse(it -> all.put(target.name(), it), () -> all.remove(target.name()));
        progress = Map.copyOf(all);
    }

    private static String applicationId(Rebuildable target, int generation) {
        return target.plan(generation, target.serving()).applicationId();
    }

    private Rebuildable of(String target) {
        return Optional.ofNullable(targets.get(target)).orElseThrow(ApiException::notFound);
    }

    private TargetApplications applicationsOf(String target) {
        return Optional.ofNullable(applications.get(target)).orElseThrow(ApiException::notFound);
    }

    private Generations generations(String target) {
        Rebuildable known = of(target);
        RebuildLog opened = log;
        if (opened == null || !opened.isFollowed()) {
            throw ApiException.unavailable("The steps of rebuilds are not known here yet.", RETRY_AFTER);
        }
        return opened.generations(known.name());
    }

    private String append(String target, StepKind kind, int generation) {
        RebuildLog opened = log;
        if (opened == null) {
            throw ApiException.unavailable("Not started yet.", RETRY_AFTER);
        }
        try {
            return opened.append(target, kind, generation);
        } catch (IllegalStateException e) {
            LOG.warn("rebuild.step.unwritten target={} cause={}", target, e.toString());
            throw ApiException.unavailable("Kafka does not take the request now.", RETRY_AFTER);
        }
    }

    private static ApiException isBeingBuilt(Generations.Next next) {
        return ApiException.conflict("Generation " + next.generation() + " is being built since " + next.since() + ".");
    }
}
