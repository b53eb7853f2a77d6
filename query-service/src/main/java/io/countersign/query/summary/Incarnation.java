package io.countersign.query.summary;

import java.time.Instant;
import java.util.List;

/**
 * What a partition knows of one start of a node: which of its records it has seen.
 *
 * @param highest number seen
 * @param coveredUntil what was counted before is in records up to the highest
 * @param presence whether it has ended in order
 * @param missing numbers below the highest that were not seen; they may still come
 */
record Incarnation(
        String node,
        String incarnation,
        Instant startedAt,
        long highest,
        Instant coveredUntil,
        Presence presence,
        List<Missing> missing) {
    Incarnation {
        missing = List.copyOf(missing);
    }

    enum Presence {
        GOES_ON,
        ENDED
    }

    /**
     * Numbers in a row that were not seen, and the time that their counts are of.
     *
     * @param first the first of them
     * @param last the last of them
     */
    record Missing(long first, long last, Instant since, Instant until) {
        boolean contains(long number) {
            return first <= number && number <= last;
        }
    }
}
