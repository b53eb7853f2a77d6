package io.countersign.sip.account;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The rows that wait for a secret, by partition in the order of their offsets. Guarded by its {@link AccountTable}. */
final class IncompleteRows {
    private static final Comparator<Row> BY_OFFSET =
            Comparator.<Row>comparingLong(row -> row.offset).thenComparing(row -> row.key);

    private final Map<Integer, TreeSet<Row>> byPartition = new HashMap<>();
    private int size;

    void add(Row row) {
        if (byPartition.computeIfAbsent(row.partition, partition -> new TreeSet<>(BY_OFFSET)).add(row)) {
            size++;
        }
    }

    void remove(Row row) {
        TreeSet<Row> rows = byPartition.get(row.partition);
        if (rows != null && rows.remove(row)) {
            size--;
        }
    }

    /** The offset of a partition's first; {@link Long#MAX_VALUE} when none waits there. */
    long firstOffset(int partition) {
        TreeSet<Row> rows = byPartition.get(partition);
        return rows == null || rows.isEmpty() ? Long.MAX_VALUE : rows.getFirst().offset;
    }

    int size() {
        return size;
    }
}
