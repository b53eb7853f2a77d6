package io.countersign.systemtests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Keys from the answer that shows them to their end, tried at every instance all the time. */
public final class KeyLife {
    private static final Duration TURNS_WITHIN = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 5;
    private static final int ENOUGH = 3;
    private static final int UNAUTHORIZED = 401;

    private final DocumentedApi api;
    private final World world;
    private final List<RawHttp> instances;

    /** Keys of this account, made and revoked at the front door, tried at these ports. */
    public KeyLife(DocumentedApi api, World world, List<Integer> ports) {
        this.api = api;
        this.world = world;
        this.instances = ports.stream().map(RawHttp::new).toList();
    }

    /**
     * How it went.
     *
     * @param refusedFresh tries that were refused before the revocation was sent
     * @param acceptedAgain tries that were accepted after one at the same instance had been refused
     * @param longestMillis from the answer to a revocation to the last try that was sent and accepted after it
     */
    public record Result(int keys, int instances, int tries, int refusedFresh, int acceptedAgain, long longestMillis) {}

    /** Makes and revokes keys, one after the other. */
    public Result run(int keys) {
        List<Result> results = new ArrayList<>();
        try (ScheduledExecutorService callers = Executors.newScheduledThreadPool(instances.size())) {
            for (int i = 0; i < keys; i++) {
                results.add(one(callers));
            }
        }
        return new Result(
                keys,
                instances.size(),
                results.stream().mapToInt(Result::tries).sum(),
                results.stream().mapToInt(Result::refusedFresh).sum(),
                results.stream().mapToInt(Result::acceptedAgain).sum(),
                results.stream().mapToLong(Result::longestMillis).max().orElseThrow());
    }

    private Result one(ScheduledExecutorService callers) {
        Operation issue = api.operation("createApiKey");
        JsonNode key = World.json(api.expect(201, issue, world.request(issue)));
        Request probe = world.request(api.operation("getAccount"))
                .without("Consistency-Token")
                .with("Authorization", "Bearer " + key.get("secret").asString());
        List<Tries> all = instances.stream().map(instance -> new Tries(instance, probe)).toList();
        all.forEach(tries -> tries.begin(callers));
        try {
            await().atMost(TURNS_WITHIN).until(() -> all.stream().allMatch(tries -> tries.size() >= ENOUGH));
            Operation revoke = api.operation("revokeApiKey");
            long sent = System.nanoTime();
            Answer revoked = api.expect(204, revoke, world.elsewhere(revoke, "key_id", key.get("id").asString()));
            long answered = System.nanoTime();
            assertThat(revoked.header("Consistency-Token")).isPresent();
            await().atMost(TURNS_WITHIN).until(() -> all.stream().allMatch(Tries::hasEnded));
            return new Result(
                    1,
                    all.size(),
                    all.stream().mapToInt(Tries::size).sum(),
                    all.stream().mapToInt(tries -> tries.refusedBefore(sent)).sum(),
                    all.stream().mapToInt(Tries::acceptedAgain).sum(),
                    all.stream().mapToLong(tries -> tries.acceptedAfter(answered)).max().orElseThrow());
        } finally {
            all.forEach(Tries::end);
        }
    }

    /** One request and its answer. */
    private record Try(long sentNanos, long answeredNanos, boolean accepted) {}

    /** One key at one instance: tried again and again, by one thread at a time. */
    private static final class Tries {
        private final RawHttp instance;
        private final Request probe;
        private final List<Try> all = new ArrayList<>();
        private volatile boolean over;

        Tries(RawHttp instance, Request probe) {
            this.instance = instance;
            this.probe = probe;
        }

        void begin(ScheduledExecutorService callers) {
            callers.execute(() -> once(callers));
        }

        void end() {
            over = true;
        }

        synchronized int size() {
            return all.size();
        }

        /** Whether the last ones were refused. */
        synchronized boolean hasEnded() {
            return all.size() > ENOUGH
                    && all.subList(all.size() - ENOUGH, all.size()).stream().noneMatch(Try::accepted);
        }

        synchronized int refusedBefore(long nanos) {
            return (int) all.stream().filter(it -> !it.accepted() && it.answeredNanos() - nanos < 0).count();
        }

        synchronized int acceptedAgain() {
            return (int) all.stream().dropWhile(Try::accepted).filter(Try::accepted).count();
        }

        /** Milliseconds from then until the last accepted one was sent; 0 when none was. */
        synchronized long acceptedAfter(long nanos) {
            return all.stream()
                    .filter(Try::accepted)
                    .mapToLong(it -> TimeUnit.NANOSECONDS.toMillis(it.sentNanos() - nanos))
                    .max()
                    .stream()
                    .map(millis -> Math.max(0, millis))
                    .sum();
        }

        private void once(ScheduledExecutorService callers) {
            if (over) {
                return;
            }
            long sent = System.nanoTime();
            boolean accepted = instance.send(probe).status() != UNAUTHORIZED;
            synchronized (this) {
                all.add(new Try(sent, System.nanoTime(), accepted));
            }
            var _ = callers.schedule(() -> once(callers), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
