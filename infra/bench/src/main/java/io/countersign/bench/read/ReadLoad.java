package io.countersign.bench.read;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.measure.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Callers that read one path after the other at one server, for a bounded time; anything but 200 is counted apart. */
final class ReadLoad {
    private static final int MAX_CALLERS = 64;
    private static final Duration MAX_DURATION = Duration.ofMinutes(2);

    private ReadLoad() {}

    /** What one round came to. */
    record Round(Latencies latencies, long refused, Duration elapsed) {
        double perSecond() {
            return latencies.count() * 1e9 / elapsed.toNanos();
        }
    }

    static Round run(CountersignApi api, Supplier<String> paths, int callers, Duration duration)
            throws InterruptedException, ExecutionException {
        if (callers < 1 || callers > MAX_CALLERS || duration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    callers + " callers for " + duration + " (expected: 1 to " + MAX_CALLERS + ", up to " + MAX_DURATION + ")");
        }
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        Latencies latencies = new Latencies();
        long refused = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Caller>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(new Caller(api, paths, end)));
            }
            for (Future<Caller> each : running) {
                Caller caller = each.get();
                latencies.add(caller.latencies);
                refused += caller.refused;
            }
        }
        return new Round(latencies, refused, Duration.ofNanos(System.nanoTime() - start));
    }

    /** One caller; its counts are its own until it has ended. */
    private static final class Caller implements Callable<Caller> {
        private final CountersignApi api;
        private final Supplier<String> paths;
        private final long end;
        private final Latencies latencies = new Latencies();
        private long refused;

        private Caller(CountersignApi api, Supplier<String> paths, long end) {
            this.api = api;
            this.paths = paths;
            this.end = end;
        }

        @Override
        public Caller call() throws IOException, InterruptedException {
            while (System.nanoTime() < end) {
                long sent = System.nanoTime();
                if (api.get(paths.get()).status() == 200) {
                    latencies.record(System.nanoTime() - sent);
                } else {
                    refused++;
                }
            }
            return this;
        }
    }
}
