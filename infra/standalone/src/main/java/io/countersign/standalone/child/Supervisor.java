package io.countersign.standalone.child;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a child up: one that ends without being told to is started anew on the same folder and port, for as long as it
 * takes. Restarts and the end are under this object's lock; who only asks does not wait for one.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<? extends ChildServer> start;
    private final Executor restarts;
    private volatile ChildServer child;
    private volatile boolean closed;

    private Supervisor(String name, Supplier<? extends ChildServer> start, ChildServer child) {
        this.name = name;
        this.start = start;
        this.child = child;
        this.restarts = CompletableFuture.delayedExecutor(
                PAUSE.toMillis(), TimeUnit.MILLISECONDS, task -> Thread.ofPlatform().daemon().name(name + "-restart").start(task));
    }

    /** Starts the child here and watches it from then on. */
    public static Supervisor start(String name, Supplier<? extends ChildServer> start) {
        return watch(name, start, start.get());
    }

    /**
     * Watches a child that runs.
     *
     * @param start how another one like it is started
     */
    public static Supervisor watch(String name, Supplier<? extends ChildServer> start, ChildServer child) {
        Supervisor supervisor = new Supervisor(name, start, child);
        supervisor.watch();
        return supervisor;
    }

    public boolean isAlive() {
        return child.process().isAlive();
    }

    /** Ends the child; it is not started again. */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            child.close();
        }
    }

    /** Ends the child at once, by force, without waiting for a restart under way. */
    public void kill() {
        closed = true;
        ProcessHandle process = child.process();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void watch() {
        var _ = child.process().onExit().thenRunAsync(this::restart, restarts);
    }

    private synchronized void restart() {
        if (closed) {
            return;
        }
        LOG.warn("event=child_ended child={} action=restart", name);
        try {
            child = start.get();
            LOG.info("event=child_restarted child={}", name);
            watch();
        } catch (RuntimeException e) {
            LOG.error("event=child_restart_failed child={}", name, e);
            restarts.execute(this::restart);
        }
    }
}
