package io.countersign.query.streams;

import java.time.Instant;

/** Hears of each event that a fold has dealt with, on the stream's thread; for measurements only. */
@FunctionalInterface
public interface FoldObserver {
    void folded(Instant eventTime);
}
