package io.countersign.command;

import io.countersign.command.TestClient.Account;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Creates credentials one after the other, 100 a second at most, at the instances in turn; failures are part of the game. */
final class SteadyWrites implements AutoCloseable {
    private static final Duration EACH = Duration.ofMillis(10);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("steady-writes").daemon().factory());
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Account account;
    private final String path;
    private volatile List<TestClient> clients;
    private int number;

    private SteadyWrites(Account account, String path, List<TestClient> clients) {
        this.account = account;
        this.path = path;
        this.clients = clients;
    }

    static SteadyWrites start(Account account, String path, List<TestClient> clients) {
        SteadyWrites writes = new SteadyWrites(account, path, clients);
        var _ = writes.thread.scheduleWithFixedDelay(writes::write, 0, EACH.toMillis(), TimeUnit.MILLISECONDS);
        return writes;
    }

    void goOnAt(List<TestClient> next) {
        clients = next;
    }

    /** Ids of the credentials that were answered with 201. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void write() {
        List<TestClient> now = clients;
        number++;
        try {
            var answer = now.get(number % now.size()).post(path, account.secret(), TestClient.credential("steady-" + number));
            if (answer.statusCode() == 201) {
                acknowledged.add(TestClient.json(answer).get("id").stringValue());
            }
        } catch (RuntimeException e) {
            // not acknowledged: the instance or a server is away
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
