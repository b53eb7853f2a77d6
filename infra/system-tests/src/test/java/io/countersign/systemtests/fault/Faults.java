package io.countersign.systemtests.fault;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The faults of a run, in an order that follows from the seed: every kind once before any comes again. */
final class Faults {
    private static final int AFTER_A_SERVICE = 10;
    private static final int AFTER_A_BROKER = 20;
    /** What a paused process holds, its clients give up on or PostgreSQL ends: so no longer than pause and kill together. */
    private static final int AFTER_A_PAUSE = 20;
    /** How long what was killed stays away: shorter and longer than a group's session of 6 s. */
    private static final int MAX_AWAY_MILLIS = 8_000;

    private static final int MIN_PAUSE_MILLIS = 5_000;
    private static final int MAX_PAUSE_MILLIS = 10_000;

    private final Cluster cluster;
    private final Random random;
    private final List<Fault> left = new ArrayList<>();

    Faults(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    Fault next() {
        if (left.isEmpty()) {
            left.addAll(allKinds());
            Collections.shuffle(left, random);
        }
        return left.removeFirst();
    }

    private List<Fault> allKinds() {
        return List.of(
                kill("kill -9 of a command-service", any(cluster.command())),
                new Fault("kill -9 of the relay's leader", 1, AFTER_A_SERVICE, () -> killed(leader())),
                kill("kill -9 of a query-service", any(cluster.query())),
                kill("kill -9 of a query-service", any(cluster.query())),
                kill("kill -9 of a sip-auth-service", any(cluster.sip()).instance()),
                new Fault("pause of the relay's leader", 0, AFTER_A_PAUSE, () -> paused(leader())),
                pause("pause of a query-service", any(cluster.query())),
                pause("pause of a sip-auth-service", any(cluster.sip()).instance()),
                new Fault("kill -9 of a broker", 1, AFTER_A_BROKER, () -> killed(any(cluster.brokers().all()))),
                new Fault("orderly restart of a broker", 0, AFTER_A_BROKER, () -> restarted(any(cluster.brokers().all()))),
                new Fault("kill -9 of PostgreSQL", 1, AFTER_A_SERVICE, this::killDatabase));
    }

    private Fault kill(String name, Instance instance) {
        return new Fault(name, 1, AFTER_A_SERVICE, () -> killed(instance));
    }

    private Fault pause(String name, Instance instance) {
        return new Fault(name, 0, AFTER_A_PAUSE, () -> paused(instance));
    }

    private void killed(Instance instance) throws InterruptedException {
        instance.kill();
        goOnFor(random.nextInt(MAX_AWAY_MILLIS));
        instance.start();
    }

    private void paused(Instance instance) throws InterruptedException {
        instance.pause();
        goOnFor(MIN_PAUSE_MILLIS + random.nextInt(MAX_PAUSE_MILLIS - MIN_PAUSE_MILLIS));
        instance.resume();
    }

    private void killed(Broker broker) throws InterruptedException {
        broker.kill();
        goOnFor(random.nextInt(MAX_AWAY_MILLIS));
        broker.start();
        broker.awaitReady();
    }

    private static void restarted(Broker broker) {
        broker.stop();
        broker.start();
        broker.awaitReady();
    }

    private void killDatabase() {
        cluster.database().kill();
        cluster.database().start();
    }

    private Instance leader() {
        return cluster.command().stream().filter(Instance::isLeading).findFirst().orElseGet(() -> any(cluster.command()));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** The length of the fault itself, not a wait for something. */
    private static void goOnFor(int millis) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Duration.ofMillis(millis).toNanos());
    }
}
