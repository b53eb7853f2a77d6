package io.countersign.sip.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What all workers counted of one trunk in one span of time. Owned by the thread of {@link CountsPublisher}.
 *
 * @param key of its records: a trunk's id, or the one of all trunks that don't exist
 * @param fromSecond where the span begins, since the epoch
 * @param widthSeconds how long it is
 */
record SpanCounts(
        String key,
        Optional<String> accountId,
        long fromSecond,
        long widthSeconds,
        Map<String, Long> byReason,
        Map<String, Long> usernames,
        Map<String, Long> sources) {

    /** Nothing counted yet. */
    static SpanCounts empty(String key, Optional<String> accountId, long fromSecond, long widthSeconds) {
        return new SpanCounts(key, accountId, fromSecond, widthSeconds, new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    void add(TrunkCounts counts) {
        add(counts.byReason(), counts.usernames.toMap(), counts.sources.toMap());
    }

    void add(SpanCounts other) {
        add(other.byReason, other.usernames, other.sources);
    }

    /** Usernames and sources. */
    int names() {
        return usernames.size() + sources.size();
    }

    /** What was counted by name is then counted without. */
    void forgetNames() {
        usernames.clear();
        sources.clear();
    }

    private void add(Map<String, Long> reasons, Map<String, Long> newUsernames, Map<String, Long> newSources) {
        reasons.forEach((reason, count) -> byReason.merge(reason, count, Long::sum));
        addNames(usernames, newUsernames);
        addNames(sources, newSources);
    }

    private static void addNames(Map<String, Long> names, Map<String, Long> others) {
        others.forEach((name, count) -> names.merge(name, count, Long::sum));
        if (names.size() > NameCounts.MOST_NAMES) {
            names.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                    .limit(names.size() - NameCounts.MOST_NAMES)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(names::remove);
        }
    }
}
