package io.countersign.systemtests.workload;

import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Phones that every node knows: those of credentials which each has let in and nobody deletes. They come again and again,
 * sometimes with a wrong password, and keep what was not answered as it must be. One thread a node.
 */
public final class Regulars {
    private static final int COUNT = 30;
    private static final int WRONG_PASSWORD_EACH = 5;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final Journal journal;
    private final List<Credential> credentials;
    private final Map<String, AtomicInteger> accepted = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Regulars(Journal journal, List<Credential> credentials) {
        this.journal = journal;
        this.credentials = credentials;
    }

    /** Begins, once every node knows enough credentials of the journal. */
    public static Regulars start(Cluster cluster, Journal journal) {
        List<Credential> known = new ArrayList<>();
        await("every node knows credentials").atMost(KNOWN_WITHIN).until(() -> {
            known.clear();
            journal.credentials().stream()
                    .filter(credential -> !journal.isDeletionBegun(credential.id()))
                    .filter(credential -> cluster.sip().stream().allMatch(node -> accepts(node, credential)))
                    .limit(COUNT)
                    .forEach(known::add);
            return known.size() == COUNT;
        });
        Regulars regulars = new Regulars(journal, List.copyOf(known));
        for (SipInstance node : cluster.sip()) {
            regulars.accepted.put(node.name(), new AtomicInteger());
            regulars.refused.put(node.name(), new AtomicInteger());
            regulars.threads.add(Thread.ofPlatform().daemon().name("regulars-" + node.name()).start(() -> regulars.comeTo(node)));
        }
        return regulars;
    }

    /** Answers of that node to right passwords that were as they must be. */
    public int accepted(String node) {
        return accepted.getOrDefault(node, new AtomicInteger()).get();
    }

    /** Answers of that node to wrong passwords that were as they must be. */
    public int refused(String node) {
        return refused.getOrDefault(node, new AtomicInteger()).get();
    }

    /** The other answers, and those that didn't come. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    private void comeTo(SipInstance node) {
        for (int n = 0; !stopped; n++) {
            Credential credential = credentials.get(n % credentials.size());
            boolean right = n % WRONG_PASSWORD_EACH != 0;
            Optional<Boolean> answer = Phone.isAccepted(
                    node.sipPort(), credential, right ? credential.password() : credential.password() + " not");
            if (!journal.isDeletionBegun(credential.id()) && !stopped) {
                count(node, credential, right, answer);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void count(SipInstance node, Credential credential, boolean right, Optional<Boolean> answer) {
        if (answer.filter(isAccepted -> isAccepted == right).isEmpty()) {
            wrong.add(node.name() + " has " + answer.map(it -> it ? "accepted " : "refused ").orElse("not answered ") + credential.id()
                    + " with the " + (right ? "right" : "wrong") + " password");
        } else {
            (right ? accepted : refused).getOrDefault(node.name(), new AtomicInteger()).incrementAndGet();
        }
    }

    private static boolean accepts(SipInstance node, Credential credential) {
        return Phone.isAccepted(node.sipPort(), credential, credential.password()).orElse(false);
    }

    /** Ends them; returns when they have gone. */
    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            if (!thread.join(ENDS_WITHIN)) {
                throw new IllegalStateException(thread.getName() + " doesn't end");
            }
        }
    }
}
