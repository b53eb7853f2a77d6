package io.countersign.query.summary;

import java.util.Map;
import java.util.TreeMap;

/** Exact counts by reason code: the row of one step of a scope. */
record ReasonCounts(Map<String, Long> byReason) {
    static final ReasonCounts NONE = new ReasonCounts(Map.of());

    ReasonCounts plus(Map<String, Long> more) {
        Map<String, Long> sum = new TreeMap<>(byReason);
        more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new ReasonCounts(sum);
    }

    long total() {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }
}
