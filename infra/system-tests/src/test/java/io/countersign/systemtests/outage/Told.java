package io.countersign.systemtests.outage;

import io.countersign.systemtests.workload.Journal;
import java.time.Duration;
import java.util.List;

/** What customers were told from one moment on. */
final class Told {
    private final Journal journal;
    private final long sinceNanos = System.nanoTime();
    private final int acknowledged;
    private final int postponed;
    private final int unclear;

    private Told(Journal journal) {
        this.journal = journal;
        this.acknowledged = journal.acknowledged();
        this.postponed = journal.postponed();
        this.unclear = journal.unclear().size();
    }

    /** From now on. */
    static Told fromNow(Journal journal) {
        return new Told(journal);
    }

    int acknowledged() {
        return journal.acknowledged() - acknowledged;
    }

    int postponed() {
        return journal.postponed() - postponed;
    }

    List<String> unclear() {
        List<String> all = journal.unclear();
        return all.subList(unclear, all.size());
    }

    /** The longest that a client waited for a write. */
    Duration longestWrite() {
        return Duration.ofNanos(journal.writeSpans().stream()
                .mapToLong(span -> span.waitedNanosSince(sinceNanos))
                .max()
                .orElse(0));
    }
}
