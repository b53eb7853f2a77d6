package io.countersign.bench.read;

import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.Spread;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Store and table, read by one thread in turn. */
final class DirectReads {
    private final ReadData data;
    private final StoreReads store;
    private final PlainTable table;

    DirectReads(ReadData data, StoreReads store, PlainTable table) {
        this.data = data;
        this.store = store;
        this.table = table;
    }

    /** One read; how many rows came of it. */
    private interface Read {
        int run() throws SQLException;
    }

    MarkdownTable compare(int rounds, Duration warmUp, Duration round) throws SQLException {
        MarkdownTable results = new MarkdownTable("query", "of", "reads/s, median (min–max)", "to JDBC, median of rounds", "µs a read");
        compare(results, "get", 1, this::storeGet, this::tableGet, rounds, warmUp, round);
        int page = Math.min(ReadData.PAGE, data.credentials());
        compare(results, "list of " + page, page, this::storeList, this::tableList, rounds, warmUp, round);
        return results;
    }

    private static void compare(
            MarkdownTable results, String query, int rows, Read ofStore, Read ofTable, int rounds, Duration warmUp, Duration round)
            throws SQLException {
        perSecond(ofStore, rows, warmUp);
        perSecond(ofTable, rows, warmUp);
        List<Double> store = new ArrayList<>();
        List<Double> table = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            store.add(perSecond(ofStore, rows, round));
            table.add(perSecond(ofTable, rows, round));
        }
        row(results, query, "view's store", store, table);
        row(results, query, "JDBC", table, table);
    }

    private static void row(MarkdownTable results, String query, String name, List<Double> perSecond, List<Double> base) {
        Spread spread = Spread.of(perSecond);
        results.row(
                query,
                name,
                spread.text(0),
                Spread.ofRatios(perSecond, base).text(2),
                String.format(Locale.ROOT, "%.1f", 1e6 / spread.median()));
    }

    private static double perSecond(Read read, int rows, Duration duration) throws SQLException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        long reads = 0;
        while (System.nanoTime() < end) {
            int found = read.run();
            if (found != rows) {
                throw new IllegalStateException(found + " rows (expected: " + rows + ")");
            }
            reads++;
        }
        return reads * 1e9 / (System.nanoTime() - start);
    }

    private int storeGet() {
        int trunk = below(data.trunks());
        return store.get(data.trunk(trunk), data.credential(trunk, below(data.credentials()))).isPresent() ? 1 : 0;
    }

    private int tableGet() throws SQLException {
        int trunk = below(data.trunks());
        return table.get(ReadData.ACCOUNT, data.trunk(trunk), data.credential(trunk, below(data.credentials()))).isPresent() ? 1 : 0;
    }

    private int storeList() {
        return store.list(data.trunk(below(data.trunks())), ReadData.PAGE).size();
    }

    private int tableList() throws SQLException {
        return table.list(ReadData.ACCOUNT, data.trunk(below(data.trunks())), 0, ReadData.PAGE).size();
    }

    private static int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
