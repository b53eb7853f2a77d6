package io.countersign.query.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts by username and by source address, the most frequent ones: the row of one step of a scope. The rest of the total is of others. */
record NameCounts(Map<String, Long> usernames, Map<String, Long> sources) {
    static final NameCounts NONE = new NameCounts(Map.of(), Map.of());

    private static final Comparator<Map.Entry<String, Long>> MOST_FREQUENT_FIRST =
            Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    NameCounts plus(NameCounts more) {
        return new NameCounts(sum(usernames, more.usernames), sum(sources, more.sources));
    }

    /** So many of each kind at most. */
    NameCounts top(int most) {
        return new NameCounts(top(usernames, most), top(sources, most));
    }

    /** The most frequent first. */
    static List<Map.Entry<String, Long>> ordered(Map<String, Long> names) {
        return names.entrySet().stream().sorted(MOST_FREQUENT_FIRST).toList();
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new HashMap<>(one);
        other.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }

    private static Map<String, Long> top(Map<String, Long> names, int most) {
        if (names.size() <= most) {
            return names;
        }
        Map<String, Long> top = HashMap.newHashMap(most);
        ordered(names).subList(0, most).forEach(name -> top.put(name.getKey(), name.getValue()));
        return top;
    }
}
