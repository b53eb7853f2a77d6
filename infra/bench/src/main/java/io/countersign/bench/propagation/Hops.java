package io.countersign.bench.propagation;

import io.countersign.bench.measure.MarkdownTable;
import io.countersign.bench.measure.Samples;

/** Samples of one kind of write on its way. Owned by one thread. */
final class Hops {
    private final String write;
    private final Samples answered = new Samples();
    private final Samples event = new Samples();
    private final Samples row = new Samples();
    private final Samples node = new Samples();
    private final Samples report = new Samples();
    private final Samples whole = new Samples();

    Hops(String write) {
        this.write = write;
    }

    /**
     * When things happened to one write, all by one clock, in nanoseconds.
     *
     * @param sent the HTTP request
     * @param answered its answer was read: the change is committed
     * @param event the fact came out of Kafka
     * @param row the auth table's row, or its tombstone, came out of Kafka
     * @param effective the first SIP answer that shows the change was read
     * @param reported the node's position report that covers the row came out of Kafka
     */
    record Passage(long sent, long answered, long event, long row, long effective, long reported) {}

    void add(Passage passage) {
        answered.add(passage.answered() - passage.sent());
        event.add(passage.event() - passage.answered());
        row.add(passage.row() - passage.event());
        node.add(passage.effective() - passage.row());
        report.add(passage.reported() - passage.row());
        whole.add(passage.effective() - passage.answered());
    }

    void addTo(MarkdownTable table, String effect) {
        addTo(table, "answered → " + effect, whole);
        addTo(table, "request → answered (commit)", answered);
        addTo(table, "answered → fact read from Kafka (relay)", event);
        addTo(table, "fact → auth row read from Kafka (fold)", row);
        addTo(table, "auth row → " + effect + " (node)", node);
        addTo(table, "auth row → node's position report", report);
    }

    private void addTo(MarkdownTable table, String hop, Samples samples) {
        table.row(write, hop, Integer.toString(samples.count()), samples.millis(50), samples.millis(99), samples.millis(100));
    }
}
