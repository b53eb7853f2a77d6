package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Writers, readers, users of API keys and phones at work, from its start to its stop. */
public final class Workload {
    private static final int WRITERS = 5;
    private static final int READERS = 2;
    /**
     * From a client's request to its next one, if that is answered by then: a fast machine doesn't do more than a slow one, and two cores have
     * room for starting processes too. Three brokers need much of them for each record.
     */
    private static final Duration PERIOD = Duration.ofMillis(250);

    private static final Duration PERIOD_WITH_SEVERAL_BROKERS = Duration.ofMillis(400);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = PATIENCE.plusSeconds(30);

    private final Journal journal = new Journal();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Duration period;
    private volatile boolean stopped;

    private Workload(Duration period) {
        this.period = period;
    }

    /** Begins it; its order of requests follows from the seed. */
    public static Workload start(Cluster cluster, long seed) {
        return start(cluster, seed, cluster.brokers().all().size() > 1 ? PERIOD_WITH_SEVERAL_BROKERS : PERIOD);
    }

    /** The same, with so long from a client's request to its next one. */
    public static Workload start(Cluster cluster, long seed, Duration period) {
        Workload workload = new Workload(period);
        ReadTask.Queue tasks = new ReadTask.Queue();
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(
                    Integer.toString(i),
                    workload.client(cluster),
                    cluster.operatorKey(),
                    workload.journal,
                    tasks,
                    new Random(seed + i));
            workload.repeat("writer-" + i, writer::step);
        }
        for (int i = 0; i < READERS; i++) {
            Reader reader = new Reader(workload.client(cluster), workload.journal, tasks, new Random(seed - i));
            workload.repeat("reader-" + i, reader::step);
        }
        KeyUser keyUser = new KeyUser(new RestClient(cluster.apiUrl(), "none", PatientClient.TRY), workload.journal.keys(), new Random(seed));
        workload.repeat("keys", keyUser::step);
        for (SipInstance node : cluster.sip()) {
            Phones phones = new Phones(node, workload.journal, new Random(seed + node.sipPort()));
            workload.repeat("phones-" + node.name(), phones::step);
        }
        return workload;
    }

    public Journal journal() {
        return journal;
    }

    /** Lets each end what it is at. */
    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            if (!thread.join(ENDS_WITHIN)) {
                throw new IllegalStateException(thread.getName() + " doesn't end");
            }
        }
        failures.stream().findAny().ifPresent(failure -> {
            throw new IllegalStateException("a client failed", failure);
        });
    }

    private PatientClient client(Cluster cluster) {
        return new PatientClient(cluster.apiUrl(), PATIENCE, journal::notNow);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void repeat(String name, Step step) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                while (!stopped) {
                    long due = System.nanoTime() + period.toNanos();
                    step.run();
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            } catch (InterruptedException | RuntimeException e) {
                failures.add(e);
            }
        }));
    }
}
