package io.countersign.bench.read;

import io.countersign.bench.api.CountersignApi;
import io.countersign.bench.measure.Latencies;
import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.Spread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Both servers, each asked in turn, with get and with list. Owned by one thread. */
final class HttpReads {
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 200;

    private final ReadData data;
    private final CountersignApi countersign;
    private final CountersignApi plain;
    private final List<Query> queries;
    private long refused;

    private record Query(String name, Supplier<String> paths) {}

    HttpReads(ReadData data, CountersignApi countersign, CountersignApi plain) {
        this.data = data;
        this.countersign = countersign;
        this.plain = plain;
        this.queries = List.of(
                new Query("get", () -> data.getPath(below(data.trunks()), below(data.credentials()))),
                new Query("list", () -> data.listPath(below(data.trunks()))));
    }

    static MarkdownTable table() {
        return new MarkdownTable(
                "query", "callers", "server", "reads/s, median (min–max)", "to plain JDBC", "p50 ms", "p99 ms", "max ms", "not 200");
    }

    /** Waits until every trunk's last credential is in the view, and compares answers; the cursor is each server's own. */
    void mustAnswerAlike() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WHOLE_WITHIN.toNanos();
        for (int trunk = 0; trunk < data.trunks(); trunk++) {
            String path = data.getPath(trunk, data.credentials() - 1);
            while (countersign.get(path).status() != 200) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("the view isn't whole after " + WHOLE_WITHIN);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        mustBeAlike(data.getPath(0, 0), "");
        mustBeAlike(data.listPath(data.trunks() - 1), "data");
    }

    void warmUp(int callers, Duration each) throws InterruptedException, ExecutionException {
        for (Query query : queries) {
            for (CountersignApi server : List.of(countersign, plain)) {
                ReadLoad.run(server, query.paths(), callers, each);
            }
        }
    }

    void compare(MarkdownTable table, int callers, int rounds, Duration length) throws InterruptedException, ExecutionException {
        for (Query query : queries) {
            Side ours = new Side("query-service");
            Side theirs = new Side("plain JDBC");
            for (int round = 0; round < rounds; round++) {
                ours.add(ReadLoad.run(countersign, query.paths(), callers, length));
                theirs.add(ReadLoad.run(plain, query.paths(), callers, length));
            }
            double base = Spread.of(theirs.perSecond).median();
            for (Side side : List.of(ours, theirs)) {
                refused += side.refused;
                side.addTo(table, query.name(), callers, base);
            }
        }
    }

    long refused() {
        return refused;
    }

    private void mustBeAlike(String path, String field) throws IOException, InterruptedException {
        JsonNode ours = part(countersign.get(path).json(200), field);
        JsonNode theirs = part(plain.get(path).json(200), field);
        if (!ours.equals(theirs)) {
            throw new IllegalStateException(path + " has two answers: " + ours + " and " + theirs);
        }
    }

    private static JsonNode part(JsonNode answer, String field) {
        return field.isEmpty() ? answer : answer.path(field);
    }

    private static int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** One server's rounds of one query. */
    private static final class Side {
        private final String name;
        private final List<Double> perSecond = new ArrayList<>();
        private final Latencies latencies = new Latencies();
        private long refused;

        private Side(String name) {
            this.name = name;
        }

        private void add(ReadLoad.Round round) {
            perSecond.add(round.perSecond());
            latencies.add(round.latencies());
            refused += round.refused();
        }

        private void addTo(MarkdownTable table, String query, int callers, double base) {
            Spread spread = Spread.of(perSecond);
            table.row(
                    query,
                    Integer.toString(callers),
                    name,
                    spread.text(0),
                    String.format(Locale.ROOT, "%.2f", spread.median() / base),
                    millis(latencies.percentile(50)),
                    millis(latencies.percentile(99)),
                    millis(latencies.max()),
                    Long.toString(refused));
        }

        private static String millis(Duration duration) {
            return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
        }
    }
}
