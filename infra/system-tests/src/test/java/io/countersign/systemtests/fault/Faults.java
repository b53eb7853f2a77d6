package io.countersign.systemtests.fault;

import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.fault.Fault.Allowance;
import io.countersign.systemtests.fault.Fault.Since;
import io.countersign.systemtests.fault.Fault.Victims;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The faults of a run, every kind once before any comes again; their order follows from the seed and from who is well: two
 * faults of one service follow each other only when it has recovered.
 */
final class Faults {
    private static final Allowance AFTER_A_SERVICE = new Allowance(10, Since.BEGINNING);
    private static final Allowance AFTER_A_BROKER = new Allowance(20, Since.BEGINNING);
    /** What a paused process holds, its clients give up on or PostgreSQL ends: so no longer than pause and kill together. */
    private static final Allowance AFTER_A_PAUSE = new Allowance(20, Since.BEGINNING);
    /** Where nobody is left who could take over. */
    private static final Allowance ONCE_ONE_IS_READY = new Allowance(10, Since.END);

    private static final Duration ONE_IS_READY_WITHIN = Duration.ofMinutes(4);
    /** How long what was killed stays away: shorter and longer than a group's session of 6 s. */
    private static final int MAX_AWAY_MILLIS = 8_000;
    /** The only broker: whoever runs one starts it again at once. */
    private static final int MAX_AWAY_ALONE_MILLIS = 2_000;

    private static final int MIN_PAUSE_MILLIS = 5_000;
    private static final int MAX_PAUSE_MILLIS = 10_000;
    /** Longer than its group's session of 6 s: another one takes its parts over, and what it does when it goes on must not count. */
    private static final int MIN_QUERY_PAUSE_MILLIS = 7_000;

    private final Cluster cluster;
    private final Random random;
    private final List<Fault> left = new ArrayList<>();

    Faults(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** The next one whose victims are well, else the next one, once they are. */
    Fault next() {
        if (left.isEmpty()) {
            left.addAll(allKinds());
            Collections.shuffle(left, random);
        }
        Fault next = left.stream().filter(fault -> areWell(fault.victims())).findFirst().orElseGet(left::getFirst);
        awaitWell(next.victims());
        left.remove(next);
        return next;
    }

    private List<Fault> allKinds() {
        return List.of(
                new Fault("kill -9 of a command-service", Victims.COMMAND, 1, AFTER_A_SERVICE, () -> killed(any(cluster.command()))),
                new Fault("kill -9 of the relay's leader", Victims.COMMAND, 1, AFTER_A_SERVICE, () -> killed(leader())),
                new Fault("kill -9 of both command-services", Victims.COMMAND, 2, ONCE_ONE_IS_READY, this::killCommand),
                new Fault("pause of the relay's leader", Victims.COMMAND, 0, AFTER_A_PAUSE, () -> paused(leader(), MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS)),
                new Fault("kill -9 of a query-service", Victims.QUERY, 1, AFTER_A_SERVICE, () -> killed(any(cluster.query()))),
                new Fault("kill -9 of both query-services", Victims.QUERY, 2, AFTER_A_SERVICE, () -> killed(cluster.query())),
                new Fault("pause of a query-service", Victims.QUERY, 0, AFTER_A_PAUSE, () -> paused(any(cluster.query()), MIN_QUERY_PAUSE_MILLIS, MAX_PAUSE_MILLIS)),
                new Fault("kill -9 of a sip-auth-service", Victims.SIP, 1, AFTER_A_SERVICE, () -> killed(any(sip()))),
                new Fault("kill -9 of both sip-auth-services", Victims.SIP, 2, AFTER_A_SERVICE, () -> killed(sip())),
                new Fault("pause of a sip-auth-service", Victims.SIP, 0, AFTER_A_PAUSE, () -> paused(any(sip()), MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS)),
                new Fault("kill -9 of a broker", Victims.BROKERS, 1, AFTER_A_BROKER, () -> killed(any(cluster.brokers().all()))),
                new Fault("orderly restart of a broker", Victims.BROKERS, 0, AFTER_A_BROKER, () -> restarted(any(cluster.brokers().all()))),
                new Fault("kill -9 of the front door", Victims.DOOR, 1, ONCE_ONE_IS_READY, cluster::restartDoor),
                new Fault("kill -9 of PostgreSQL", Victims.DATABASE, 1, ONCE_ONE_IS_READY, this::killDatabase));
    }

    private boolean areWell(Victims victims) {
        return switch (victims) {
            case COMMAND -> cluster.command().stream().allMatch(Instance::isReady);
            case QUERY -> cluster.query().stream().allMatch(Instance::isReady);
            case SIP -> sip().stream().allMatch(Instance::isReady);
            case BROKERS -> cluster.brokers().areInSync();
            case DOOR, DATABASE -> true; // their start returns when they serve
        };
    }

    private void awaitWell(Victims victims) {
        switch (victims) {
            case COMMAND -> cluster.command().forEach(Instance::awaitReady);
            case QUERY -> cluster.query().forEach(Instance::awaitReady);
            case SIP -> sip().forEach(Instance::awaitReady);
            case BROKERS -> cluster.brokers().awaitInSync();
            case DOOR, DATABASE -> { }
        }
    }

    private void killed(Instance instance) throws InterruptedException {
        killed(List.of(instance));
    }

    private void killed(List<Instance> instances) throws InterruptedException {
        instances.forEach(Instance::kill);
        goOnFor(random.nextInt(MAX_AWAY_MILLIS));
        instances.forEach(Instance::start);
    }

    private void paused(Instance instance, int leastMillis, int mostMillis) throws InterruptedException {
        instance.pause();
        goOnFor(leastMillis + random.nextInt(mostMillis - leastMillis));
        instance.resume();
    }

    private void killed(Broker broker) throws InterruptedException {
        broker.kill();
        goOnFor(random.nextInt(cluster.brokers().all().size() > 1 ? MAX_AWAY_MILLIS : MAX_AWAY_ALONE_MILLIS));
        broker.start();
    }

    private static void restarted(Broker broker) {
        broker.stop();
        broker.start();
    }

    private void killCommand() throws InterruptedException {
        killed(cluster.command());
        await("a command-service is ready again").atMost(ONE_IS_READY_WITHIN).until(() -> {
            cluster.command().forEach(Instance::startIfEnded);
            return cluster.command().stream().anyMatch(Instance::isReady);
        });
    }

    private void killDatabase() {
        cluster.database().kill();
        cluster.database().start();
    }

    private Instance leader() {
        return cluster.command().stream().filter(Instance::isLeading).findFirst().orElseGet(() -> any(cluster.command()));
    }

    private List<Instance> sip() {
        return cluster.sip().stream().map(SipInstance::instance).toList();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** The length of the fault itself, not a wait for something. */
    private static void goOnFor(int millis) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Duration.ofMillis(millis).toNanos());
    }
}
