package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Request;
import io.countersign.systemtests.check.Request.Outcome;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The instances of each service are ended in order and started again in turn: no write fails, no read with a token is stale. */
final class RollingRestart {
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
    private static final int WRITES_AT_LEAST = 100;

    private final Cluster cluster;
    private final Journal journal;

    RollingRestart(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /** Services don't wait for each other; the order within each follows from chance. */
    void happen(Random random) {
        int writesBefore = journal.requests().size();
        int spansBefore = journal.writeSpans().size();
        int readsBefore = journal.reads().size();
        int readSpansBefore = journal.readSpans().size();
        long began = System.nanoTime();
        try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(services(random).stream()
                            .map(service -> CompletableFuture.runAsync(() -> service.forEach(RollingRestart::restart), operators))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Request> writes = since(journal.requests(), writesBefore);
        List<Request> failed = writes.stream().filter(write -> !(write.outcome() instanceof Outcome.Acknowledged)).toList();
        List<Span> writeSpans = since(journal.writeSpans(), spansBefore);
        List<Read> reads = since(journal.reads(), readsBefore);
        List<Read> stale = reads.stream().filter(Read::isStale).toList();
        System.out.printf("rolling restart: %d instances in %.1f s; %d writes, %d failed (%s); %d reads with a token, %d stale (%s)%n",
                cluster.instances().size(), seconds, writes.size(), failed.size(), waits(writeSpans),
                reads.size(), stale.size(), waits(since(journal.readSpans(), readSpansBefore)));

        assertThat(writes).as("writes under way all the time").hasSizeGreaterThan(WRITES_AT_LEAST);
        assertThat(failed).as("writes that failed").isEmpty();
        assertThat(stale).as("stale reads").isEmpty();
        assertThat(longest(writeSpans)).isLessThan(LONGEST_WRITE);
    }

    private List<List<Instance>> services(Random random) {
        List<List<Instance>> services = List.of(
                new ArrayList<>(cluster.command()),
                new ArrayList<>(cluster.query()),
                new ArrayList<>(cluster.sip().stream().map(SipInstance::instance).toList()));
        services.forEach(service -> Collections.shuffle(service, random));
        return services;
    }

    private static void restart(Instance instance) {
        long restarting = System.nanoTime();
        instance.stop();
        long ended = System.nanoTime();
        instance.start();
        instance.awaitReady();
        System.out.printf("rolling restart: %s ended in %.1f s, ready again after %.1f s%n",
                instance.name(), (ended - restarting) / 1e9, (System.nanoTime() - restarting) / 1e9);
    }

    private static <T> List<T> since(List<T> all, int before) {
        return all.subList(before, all.size());
    }

    private static String waits(List<Span> spans) {
        long again = spans.stream().filter(span -> span.tries() > 1).count();
        int most = spans.stream().mapToInt(Span::tries).max().orElse(0);
        return "%d sent more than once, at most %d times; longest wait %d ms".formatted(again, most, longest(spans).toMillis());
    }

    private static Duration longest(List<Span> spans) {
        return Duration.ofNanos(spans.stream().mapToLong(span -> span.endedNanos() - span.beganNanos()).max().orElse(0));
    }
}
