package io.countersign.query.summary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A summary of one partition, or of several. */
record SummaryPart(List<Bucket> buckets, NameCounts names, Coverage coverage) {

    /** The parts as one. */
    static SummaryPart union(List<SummaryPart> parts) {
        Map<Long, ReasonCounts> bySecond = new TreeMap<>();
        NameSum names = new NameSum();
        for (SummaryPart part : parts) {
            part.buckets().forEach(bucket -> bySecond.merge(
                    bucket.second(), bucket.counts(), (one, other) -> one.plus(other.byReason())));
            names.add(part.names());
        }
        return new SummaryPart(
                bySecond.entrySet().stream().map(entry -> new Bucket(entry.getKey(), entry.getValue())).toList(),
                names.sum(),
                Coverage.union(parts.stream().map(SummaryPart::coverage).toList()));
    }

    /** By reason, over the whole time. */
    ReasonCounts total() {
        Map<String, Long> sum = new HashMap<>();
        buckets.forEach(bucket -> bucket.counts().byReason().forEach((reason, count) -> sum.merge(reason, count, Long::sum)));
        return new ReasonCounts(new TreeMap<>(sum));
    }
}
