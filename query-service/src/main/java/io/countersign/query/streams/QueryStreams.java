package io.countersign.query.streams;

import io.countersign.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the applications as soon as Kafka and the topics are there, on a thread of its own, so that requests are answered
 * (with 503) in the meantime; ends them in parallel.
 */
public final class QueryStreams implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(QueryStreams.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final long STOP_MILLIS = 10_000;

    private final KafkaSettings kafka;
    private final Instance instance;
    private final Supplier<List<ApplicationPlan>> plans;
    private final List<StreamsApplication> applications;

    private final CountDownLatch topicsAreThere = new CountDownLatch(1);

    private volatile boolean running;
    private volatile @Nullable String trouble;
    private @Nullable Thread starter;

    /**
     * Not started yet.
     *
     * @param plans brings the topics about and says how to start; asked again while it fails
     */
    public QueryStreams(
            KafkaSettings kafka,
            Instance instance,
            List<StreamsApplication> applications,
            Supplier<List<ApplicationPlan>> plans) {
        this.kafka = kafka;
        this.instance = instance;
        this.applications = List.copyOf(applications);
        this.plans = plans;
    }

    public List<StreamsApplication> applications() {
        return applications;
    }

    /** The kind of what keeps the applications from starting, if anything does; its message is in the log. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void start() {
        running = true;
        starter = Thread.ofPlatform().name("streams-starter").daemon().start(this::startAll);
    }

    @Override
    public void stop() {
        running = false;
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
            join(starting);
        }
        List<Thread> closers = new ArrayList<>();
        for (StreamsApplication application : applications) {
            closers.add(Thread.ofPlatform().name("streams-closer-" + application.name()).start(application::close));
        }
        closers.forEach(QueryStreams::join);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before the web server, and so ends after it: a request under way can still be answered. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void startAll() {
        while (running) {
            try {
                String address = instance.address().await();
                List<ApplicationPlan> ready = plans.get();
                topicsAreThere.countDown();
                for (ApplicationPlan plan : ready) {
                    start(plan, address);
                }
                trouble = null;
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                failed(e);
                pause();
            }
        }
    }

    /** The whole trace once; it is tried again each second. */
    private void failed(RuntimeException cause) {
        String kind = cause.getClass().getSimpleName();
        if (kind.equals(trouble)) {
            LOG.warn("streams.start.failed cause={}", cause.toString());
        } else {
            LOG.warn("streams.start.failed", cause);
        }
        trouble = kind;
    }

    /**
     * Starts an application that isn't yet, of topics that were brought about; ends with the service if it is one of
     * {@link #applications}.
     *
     * @throws IllegalStateException when the topics aren't there in time
     */
    public void start(ApplicationPlan plan) {
        try {
            if (!topicsAreThere.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the topics are not there yet");
            }
            start(plan, instance.address().await());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before " + plan.applicationId() + " was started", e);
        }
    }

    private void start(ApplicationPlan plan, String address) {
        if (!plan.application().isStarted() && running) {
            plan.application().start(
                    plan.topology().get(),
                    StreamsProperties.of(
                            plan.applicationId(), plan.application().name(), plan.commitInterval(), kafka, instance, address));
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
