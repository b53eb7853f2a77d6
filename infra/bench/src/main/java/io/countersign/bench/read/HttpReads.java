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

/** The servers, each asked in turn, with get and with list. Owned by one thread. */
final class HttpReads {
    private static final String CREDENTIALS = "credentials";
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 200;

    private final ReadData data;
    private final List<Server> servers;
    private long refused;

    /** Who is asked, and what its paths have in the place of {@code credentials}. */
    private record Server(String name, CountersignApi api, String segment) {}

    /** What is asked. */
    private enum Query {
        GET,
        LIST
    }

    HttpReads(ReadData data, CountersignApi queryService, CountersignApi bare) {
        this.data = data;
        this.servers = List.of(
                new Server("query-service, its view", queryService, CREDENTIALS),
                new Server("query-service, PostgreSQL instead", queryService, TableController.SEGMENT),
                new Server("bare handler, PostgreSQL", bare, CREDENTIALS));
    }

    static MarkdownTable table() {
        return new MarkdownTable(
                "query", "callers", "server", "reads/s, median (min–max)", "view to it, median of rounds", "p50 ms", "p99 ms", "max ms", "not 200");
    }

    /** Waits until every trunk's last credential is in the view, and compares answers; the cursor is each server's own. */
    void mustAnswerAlike() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WHOLE_WITHIN.toNanos();
        for (int trunk = 0; trunk < data.trunks(); trunk++) {
            String path = data.getPath(trunk, CREDENTIALS, data.credentials() - 1);
            while (servers.getFirst().api().get(path).status() != 200) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("the view isn't whole after " + WHOLE_WITHIN);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        JsonNode one = one(servers.getFirst());
        JsonNode page = page(servers.getFirst());
        for (Server server : servers) {
            if (!one(server).equals(one) || !page(server).equals(page)) {
                throw new IllegalStateException(server.name() + " answers " + one(server) + " and " + page(server)
                        + " (expected: " + one + " and " + page + ")");
            }
        }
    }

    void warmUp(int callers, Duration each) throws InterruptedException, ExecutionException {
        for (Query query : Query.values()) {
            for (Server server : servers) {
                ReadLoad.run(server.api(), paths(server, query), callers, each);
            }
        }
    }

    void compare(MarkdownTable table, int callers, int rounds, Duration length) throws InterruptedException, ExecutionException {
        for (Query query : Query.values()) {
            List<Side> sides = servers.stream().map(Side::new).toList();
            for (int round = 0; round < rounds; round++) {
                for (Side side : sides) {
                    side.add(ReadLoad.run(side.server.api(), paths(side.server, query), callers, length));
                }
            }
            List<Double> view = sides.getFirst().perSecond;
            for (Side side : sides) {
                refused += side.refused;
                side.addTo(table, query.name().toLowerCase(Locale.ROOT), callers, view);
            }
        }
    }

    long refused() {
        return refused;
    }

    private Supplier<String> paths(Server server, Query query) {
        return switch (query) {
            case GET -> () -> data.getPath(below(data.trunks()), server.segment(), below(data.credentials()));
            case LIST -> () -> data.listPath(below(data.trunks()), server.segment());
        };
    }

    private JsonNode one(Server server) throws IOException, InterruptedException {
        return server.api().get(data.getPath(0, server.segment(), 0)).json(200);
    }

    private JsonNode page(Server server) throws IOException, InterruptedException {
        return server.api().get(data.listPath(data.trunks() - 1, server.segment())).json(200).path("data");
    }

    private static int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** One server's rounds of one query. */
    private static final class Side {
        private final Server server;
        private final List<Double> perSecond = new ArrayList<>();
        private final Latencies latencies = new Latencies();
        private long refused;

        private Side(Server server) {
            this.server = server;
        }

        private void add(ReadLoad.Round round) {
            perSecond.add(round.perSecond());
            latencies.add(round.latencies());
            refused += round.refused();
        }

        private void addTo(MarkdownTable table, String query, int callers, List<Double> view) {
            table.row(
                    query,
                    Integer.toString(callers),
                    server.name(),
                    Spread.of(perSecond).text(0),
                    Spread.ofRatios(view, perSecond).text(2),
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
