package io.countersign.systemtests.rebuild;

import io.countersign.rest.propagation.Propagation;
import io.countersign.rest.propagation.Receipt;
import io.countersign.systemtests.rebuild.FactWriter.Login;
import io.countersign.systemtests.rebuild.FactWriter.Written;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes that go on: a credential is made, then removed. When the receipt says that it is effective, it must be in force at
 * every node at once, and stays so. Counted by one thread, read once that has stopped.
 */
final class Changes implements AutoCloseable {
    private static final Duration RECEIPT_WITHIN = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final FactWriter facts;
    private final List<Integer> ports;
    private final Propagation propagation;
    private final Thread thread;
    private volatile boolean stopped;
    private int done;
    private int effective;
    private int late;
    private int violations;
    private long slowestMillis;

    Changes(FactWriter facts, List<Integer> ports, Propagation propagation) {
        this.facts = facts;
        this.ports = ports;
        this.propagation = propagation;
        this.thread = Thread.ofPlatform().name("changes").start(this::run);
    }

    void stop() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int done() {
        return done;
    }

    int effective() {
        return effective;
    }

    int late() {
        return late;
    }

    int violations() {
        return violations;
    }

    long slowestMillis() {
        return slowestMillis;
    }

    @Override
    public void close() {
        stop();
    }

    private void run() {
        while (!stopped) {
            Written created = facts.create();
            if (isEffective(created)) {
                check(created.login(), true);
                facts.live().add(created.login());
            }
            Login oldest = facts.live().getFirst();
            Written removed = facts.remove(oldest);
            if (isEffective(removed)) {
                check(oldest, false);
                facts.removed().add(oldest);
            }
        }
    }

    private boolean isEffective(Written written) {
        long begin = System.nanoTime();
        Receipt receipt = propagation
                .await(written.login().trunkId(), written.version(), RECEIPT_WITHIN)
                .join();
        done++;
        slowestMillis = Math.max(slowestMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        if (receipt.effective()) {
            effective++;
        } else {
            late++;
        }
        return receipt.effective();
    }

    private void check(Login login, boolean mayLogIn) {
        for (int port : ports) {
            if (Callers.register(login, port) == OK != mayLogIn) {
                violations++;
            }
        }
    }
}
