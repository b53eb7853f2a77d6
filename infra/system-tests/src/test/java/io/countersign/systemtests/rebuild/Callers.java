package io.countersign.systemtests.rebuild;

import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.SipUser.Answer;
import io.countersign.systemtests.rebuild.FactWriter.Login;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Phones that go on registering at every node: some that may, some that may no longer. */
final class Callers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Each refusal is an event, which is folded, too: more of them would take the cores from what is tested. */
    private static final Duration PAUSE = Duration.ofMillis(30);

    private static final int OK = 200;
    private static final int NO_ANSWER = 0;

    private final AtomicLong triesOfRemoved = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong triesOfLive = new AtomicLong();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final FactWriter facts;
    private volatile boolean stopped;

    Callers(FactWriter facts, List<Integer> ports) {
        this.facts = facts;
        for (int port : ports) {
            threads.add(Thread.ofPlatform().name("removed-" + port).start(() -> goOn(facts.removed(), port, this::tryRemoved)));
            threads.add(Thread.ofPlatform().name("live-" + port).start(() -> goOn(facts.live(), port, this::tryLive)));
        }
    }

    /** One REGISTER of one login; over UDP, with a socket of its own. */
    static int register(Login login, int port) {
        try (SipUser user = SipUser.overUdp(port, login.domain())) {
            Answer answer = user.register(login.username(), login.password(), DigestAlgorithm.MD5);
            return answer.status();
        } catch (SipUser.NoSipAnswerException e) {
            return NO_ANSWER;
        }
    }

    /** Waits until both kinds have tried so often from now on. */
    void awaitTries(int tries) {
        long removed = triesOfRemoved.get() + tries;
        long live = triesOfLive.get() + tries;
        await().atMost(PATIENCE).until(() -> triesOfRemoved.get() >= removed && triesOfLive.get() >= live);
    }

    long triesOfRemoved() {
        return triesOfRemoved.get();
    }

    long accepted() {
        return accepted.get();
    }

    long triesOfLive() {
        return triesOfLive.get();
    }

    long refused() {
        refused.forEach(System.out::println);
        return refused.size();
    }

    void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private interface Attempt {
        void of(Login login, int port);
    }

    private void goOn(List<Login> logins, int port, Attempt attempt) {
        for (int i = 0; !stopped; i++) {
            attempt.of(logins.get(Math.floorMod(i * 7919, logins.size())), port);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void tryRemoved(Login login, int port) {
        if (register(login, port) == OK) {
            accepted.incrementAndGet();
        }
        triesOfRemoved.incrementAndGet();
    }

    private void tryLive(Login login, int port) {
        int status = register(login, port);
        if (status != OK && facts.live().contains(login)) { // else it was removed meanwhile
            refused.add(login + " at " + port + ": " + status);
        }
        triesOfLive.incrementAndGet();
    }
}
