package io.countersign.query.summary;

import io.countersign.query.summary.Incarnation.Missing;
import io.countersign.query.summary.Incarnation.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known to be missing of the counts of a time, in one partition or several.
 *
 * @param gaps where counts are missing: a number never came, or a node ended without a word or is silent
 * @param late nodes that go on and have not told yet how the time asked for ended
 */
record Coverage(List<Gap> gaps, List<String> late) {
    /** Who is idle tells each minute how far he is. */
    static final Duration SILENT = Duration.ofMinutes(3);

    /** A node that was not heard for so long has ended: its table is too old then (sip.md, {@code auth.max-table-age}). */
    static final Duration ENDED = Duration.ofHours(1);

    private static final int MOST_GAPS = 1_000;

    Coverage {
        gaps = List.copyOf(gaps);
        late = List.copyOf(late);
    }

    /** Of one partition. */
    static Coverage of(List<Incarnation> incarnations, Instant since, Instant until, Instant now) {
        List<Gap> gaps = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (Incarnation one : incarnations) {
            for (Missing missing : one.missing()) {
                add(gaps, new Gap(one.node(), missing.since(), missing.until()), since, until);
            }
            if (one.presence() == Presence.ENDED || !one.coveredUntil().isBefore(until)) {
                continue;
            }
            Optional<Instant> successor = successor(one, incarnations);
            if (successor.isPresent()) {
                add(gaps, new Gap(one.node(), one.coveredUntil(), successor.get()), since, until);
            } else if (Duration.between(one.coveredUntil(), now).compareTo(SILENT) > 0) {
                add(gaps, new Gap(one.node(), one.coveredUntil(), one.coveredUntil().plus(ENDED)), since, until);
            } else {
                late.add(one.node());
            }
        }
        return new Coverage(gaps, late);
    }

    /** Of all partitions: a node's gaps that meet are one. */
    static Coverage union(List<Coverage> parts) {
        List<Gap> sorted = parts.stream()
                .flatMap(part -> part.gaps().stream())
                .sorted(Comparator.comparing(Gap::node).thenComparing(Gap::since))
                .toList();
        List<Gap> united = new ArrayList<>();
        for (Gap gap : sorted) {
            Gap last = united.isEmpty() ? gap : united.getLast();
            if (!united.isEmpty() && last.node().equals(gap.node()) && !gap.since().isAfter(last.until())) {
                united.removeLast();
                united.add(new Gap(gap.node(), last.since(), last.until().isAfter(gap.until()) ? last.until() : gap.until()));
            } else {
                united.add(gap);
            }
        }
        return new Coverage(
                united.stream().sorted(Comparator.comparing(Gap::since).reversed()).limit(MOST_GAPS).toList().reversed(),
                parts.stream().flatMap(part -> part.late().stream()).distinct().sorted().toList());
    }

    boolean isComplete() {
        return gaps.isEmpty() && late.isEmpty();
    }

    private static Optional<Instant> successor(Incarnation one, List<Incarnation> all) {
        return all.stream()
                .filter(other -> other.node().equals(one.node()) && other.startedAt().isAfter(one.startedAt()))
                .map(Incarnation::startedAt)
                .min(Comparator.naturalOrder());
    }

    private static void add(List<Gap> gaps, Gap gap, Instant since, Instant until) {
        Instant from = gap.since().isAfter(since) ? gap.since() : since;
        Instant to = gap.until().isBefore(until) ? gap.until() : until;
        if (from.isBefore(to)) {
            gaps.add(new Gap(gap.node(), from, to));
        }
    }
}
