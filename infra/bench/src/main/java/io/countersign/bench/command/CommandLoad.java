package io.countersign.bench.command;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.api.CountersignApi.Trunk;
import io.countersign.bench.measure.Latencies;
import io.countersign.bench.measure.StolenSeconds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Callers that each create one credential after the other, on the trunks in turn, for a bounded time: in a closed loop, or at a
 * steady rate of all together, where times count from when a command was due, so that a server that falls behind can't hide it.
 */
final class CommandLoad {
    static final int MAX_CALLERS = 64;
    static final Duration MAX_DURATION = Duration.ofMinutes(5);
    static final int MAX_RATE = 10_000;

    private final List<CountersignApi> instances;
    private final List<Trunk> trunks;
    private final AtomicLong turn = new AtomicLong();
    private final String prefix = "u" + Long.toString(System.nanoTime(), 36) + "-";

    /** On any of these instances each time, so that a trunk's commands meet all of them. */
    CommandLoad(List<CountersignApi> instances, List<Trunk> trunks) {
        this.instances = List.copyOf(instances);
        this.trunks = List.copyOf(trunks);
    }

    /** What one round came to: only 201 counts as done, every other status is shown. */
    record Round(List<Done> done, Map<Integer, Long> others, StolenSeconds stolen, Duration elapsed) {
        double perSecond() {
            return done.size() * 1e9 / elapsed.toNanos();
        }

        /** Of all commands. */
        Latencies latencies() {
            return latencies(done.stream());
        }

        /** Of those in whose seconds nothing was stolen. */
        Latencies undisturbed() {
            return latencies(done.stream().filter(each -> stolen.isUndisturbed(each.began(), each.began().plus(each.took()))));
        }

        private static Latencies latencies(Stream<Done> done) {
            Latencies all = new Latencies();
            done.forEach(each -> all.record(each.took().toNanos()));
            return all;
        }

        long refused() {
            return others.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** A command that was done: when it began (was due), from the start of the round, and how long it took. */
    record Done(Duration began, Duration took) {}

    /** @param rate commands a second of all callers; 0: a closed loop */
    Round run(int callers, Duration duration, int rate) throws InterruptedException, ExecutionException {
        if (callers < 1 || callers > MAX_CALLERS || duration.compareTo(MAX_DURATION) > 0 || rate < 0 || rate > MAX_RATE) {
            throw new IllegalArgumentException(callers + " callers for " + duration + " at " + rate + "/s (expected: 1 to " + MAX_CALLERS
                    + ", up to " + MAX_DURATION + ", 0 to " + MAX_RATE + ")");
        }
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        Pace pace = new Pace(start, rate);
        List<Done> done = new ArrayList<>();
        Map<Integer, Long> others = new TreeMap<>();
        StolenSeconds stolen = StolenSeconds.from(start);
        try (stolen;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Caller>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(new Caller(start, end, pace)));
            }
            for (Future<Caller> each : running) {
                Caller caller = each.get();
                done.addAll(caller.done);
                caller.others.forEach((status, count) -> others.merge(status, count, Long::sum));
            }
        }
        return new Round(done, others, stolen, Duration.ofNanos(System.nanoTime() - start));
    }

    /** One caller; its counts are its own until it has ended. */
    private final class Caller implements Callable<Caller> {
        private final long start;
        private final long end;
        private final Pace pace;
        private final List<Done> done = new ArrayList<>();
        private final Map<Integer, Long> others = new TreeMap<>();

        private Caller(long start, long end, Pace pace) {
            this.start = start;
            this.end = end;
            this.pace = pace;
        }

        /** 24 characters, 144 bits: what a password manager makes. */
        private static String generatedPassword() {
            byte[] random = new byte[18];
            ThreadLocalRandom.current().nextBytes(random);
            return Base64.getUrlEncoder().encodeToString(random);
        }

        @Override
        public Caller call() throws IOException, InterruptedException {
            while (true) {
                long due = pace.await();
                if (due - end >= 0) {
                    return this;
                }
                long number = turn.getAndIncrement();
                Trunk trunk = trunks.get((int) (number % trunks.size()));
                CountersignApi api = instances.get(ThreadLocalRandom.current().nextInt(instances.size()));
                String username = prefix + number;
                String body = CountersignApi.credential(username, generatedPassword());
                int status = api.post(trunk.credentialsPath(), body).status();
                long took = System.nanoTime() - due;
                if (status == 201) {
                    done.add(new Done(Duration.ofNanos(due - start), Duration.ofNanos(took)));
                } else {
                    others.merge(status, 1L, Long::sum);
                }
            }
        }
    }

    /** When commands are due: now, or each at its time. */
    private static final class Pace {
        private final long start;
        private final long intervalNanos;
        private final AtomicLong next = new AtomicLong();

        private Pace(long start, int rate) {
            this.start = start;
            this.intervalNanos = rate == 0 ? 0 : Duration.ofSeconds(1).toNanos() / rate;
        }

        /** Waits for the next command's time, by {@link System#nanoTime}. */
        long await() throws InterruptedException {
            if (intervalNanos == 0) {
                return System.nanoTime();
            }
            long due = start + next.getAndIncrement() * intervalNanos;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            return due;
        }
    }
}
