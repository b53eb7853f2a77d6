package io.countersign.sip.report;

import io.countersign.sip.report.FailureCounter.Second;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts that wait for their turn to go to Kafka, the oldest first. While Kafka is away they are collapsed: seconds that have
 * waited for a minute become minutes; where there are more than {@value #MOST_SPANS} spans, minutes become hours, and hours
 * days. No failure is forgotten.
 *
 * <p>Bounded: {@value #MOST_SPANS} spans, or one for each trunk and day where that is more, about 1 kB each; and
 * {@value #MOST_NAMES} names of at most 64 characters, about 10 MB: where there are more, the oldest spans forget theirs.
 * Owned by the thread of {@link CountsPublisher}.
 */
final class WaitingCounts {
    static final int MOST_SPANS = 10_000;
    static final int MOST_NAMES = 65_536;
    static final long MINUTE = 60;

    private static final long[] WIDER = {3_600, 86_400};

    private final TreeMap<Place, SpanCounts> spans = new TreeMap<>();
    private int names;
    private long collapsed;

    private record Place(long fromSecond, String key, long widthSeconds) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTime = Long.compare(fromSecond, other.fromSecond);
            int byKey = byTime != 0 ? byTime : key.compareTo(other.key);
            return byKey != 0 ? byKey : Long.compare(widthSeconds, other.widthSeconds);
        }
    }

    void add(Second second) {
        second.trunks.forEach((key, counts) -> {
            SpanCounts one = SpanCounts.empty(key, counts.accountId(), second.second, 1);
            one.add(counts);
            add(one);
        });
    }

    /** Adds to what waits of that trunk and span. */
    void add(SpanCounts more) {
        SpanCounts span = spans.computeIfAbsent(
                new Place(more.fromSecond(), more.key(), more.widthSeconds()),
                place -> SpanCounts.empty(place.key(), more.accountId(), place.fromSecond(), place.widthSeconds()));
        names -= span.names();
        span.add(more);
        names += span.names();
    }

    /** Makes room, if it is time to. */
    void collapse(long nowSecond) {
        collapse(MINUTE, nowSecond - MINUTE);
        for (int i = 0; i < WIDER.length && spans.size() > MOST_SPANS; i++) {
            collapse(WIDER[i], Long.MAX_VALUE);
        }
        for (Iterator<SpanCounts> oldest = spans.values().iterator(); names > MOST_NAMES && oldest.hasNext();) {
            SpanCounts span = oldest.next();
            names -= span.names();
            span.forgetNames();
        }
    }

    /** Takes the oldest out: so many at most, with so many names at most (one span may have more). */
    List<SpanCounts> next(int mostSpans, int mostNames) {
        List<SpanCounts> next = new ArrayList<>();
        int taken = 0;
        Iterator<SpanCounts> oldest = spans.values().iterator();
        while (next.size() < mostSpans && taken < mostNames && oldest.hasNext()) {
            SpanCounts span = oldest.next();
            oldest.remove();
            taken += span.names();
            names -= span.names();
            next.add(span);
        }
        return next;
    }

    int size() {
        return spans.size();
    }

    /** Of which trunks something waits. */
    Set<String> keys() {
        return spans.keySet().stream().map(Place::key).collect(Collectors.toSet());
    }

    /** Usernames and sources that are held. */
    int names() {
        return names;
    }

    /** Spans that became part of a longer one. */
    long collapsed() {
        return collapsed;
    }

    /** Where the oldest begins; the given second when nothing waits. */
    long oldestSecondOr(long second) {
        return spans.isEmpty() ? second : spans.firstKey().fromSecond();
    }

    private void collapse(long widthSeconds, long beforeSecond) {
        List<SpanCounts> narrow = new ArrayList<>();
        for (Iterator<SpanCounts> all = spans.values().iterator(); all.hasNext();) {
            SpanCounts span = all.next();
            if (span.fromSecond() >= beforeSecond) {
                break;
            }
            if (span.widthSeconds() < widthSeconds) {
                narrow.add(span);
                names -= span.names();
                all.remove();
            }
        }
        for (SpanCounts span : narrow) {
            long from = Math.floorDiv(span.fromSecond(), widthSeconds) * widthSeconds;
            SpanCounts wide = SpanCounts.empty(span.key(), span.accountId(), from, widthSeconds);
            wide.add(span);
            add(wide);
        }
        collapsed += narrow.size();
    }
}
