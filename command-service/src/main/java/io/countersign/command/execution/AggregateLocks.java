package io.countersign.command.execution;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A lock for each aggregate of this instance; two may share one. Fair: the first that asked is the first served. */
final class AggregateLocks {
    private static final int STRIPES = 1 << 10;

    private final ReentrantLock[] stripes =
            Stream.generate(() -> new ReentrantLock(true)).limit(STRIPES).toArray(ReentrantLock[]::new);

    ReentrantLock of(String aggregateId) {
        int hash = aggregateId.hashCode();
        return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }
}
