package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.SipTry;
import io.countersign.systemtests.check.SipTry.Due;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What happened when, and what it cost clients. Used by one thread. */
final class Report {
    private final List<Happened> happened = new ArrayList<>();

    /** One fault: when it began, and when all was ready again. */
    record Happened(Fault fault, long beganNanos, long readyNanos) {}

    void add(Happened fault) {
        happened.add(fault);
    }

    int kills() {
        return happened.stream().mapToInt(it -> it.fault().kills()).sum();
    }

    /** Faults because of which a client waited longer for a write than it may. */
    List<String> tooLong(Journal journal) {
        List<String> tooLong = new ArrayList<>();
        for (int i = 0; i < happened.size(); i++) {
            Fault fault = happened.get(i).fault();
            Duration waited = longestWait(journal.writeSpans(), i);
            if (waited.compareTo(Duration.ofSeconds(fault.writesBackSeconds())) > 0) {
                tooLong.add("writes were back " + seconds(waited) + " after " + fault.name() + " (expected: "
                        + fault.writesBackSeconds() + " s)");
            }
        }
        return tooLong;
    }

    /** The figures. */
    void print(String title, Journal journal, Verification verification) {
        System.out.printf(
                "%s: %d faults, %d kills; %d commands acknowledged (%d of them known by a repeated answer): %d lost, %d twice, %d gaps, %d unasked, %d refused%n",
                title, happened.size(), kills(), verification.log().acknowledged(), journal.repeated(),
                verification.log().lost().size(), verification.log().twice().size(), verification.log().gaps().size(),
                verification.log().unasked().size(), verification.log().refused().size());
        System.out.printf(
                "%s: %d reads with a token: %d stale; %d answers on SIP, of these %d must be accepted and %d refused: %d wrong; %d unanswered while a node was away; at the end log = views = auth table = SIP: %s%n",
                title, journal.reads().size(), verification.stale().size(), journal.sipTries().size(), due(journal, Due.ACCEPTED),
                due(journal, Due.REFUSED), verification.wrongOnSip().size(), journal.sipUnanswered(),
                verification.apart().isEmpty() ? "yes" : verification.apart().size() + " differences");
        Map<String, List<Integer>> byKind = new LinkedHashMap<>();
        for (int i = 0; i < happened.size(); i++) {
            byKind.computeIfAbsent(happened.get(i).fault().name(), it -> new ArrayList<>()).add(i);
        }
        byKind.forEach((kind, indices) -> System.out.printf(
                "%s:   %-30s %3d ×, longest wait for a write %s, for a read with a token %s, until all was ready %s%n",
                title, kind, indices.size(),
                seconds(longest(journal.writeSpans(), indices)),
                seconds(longest(journal.readSpans(), indices)),
                seconds(indices.stream().map(this::untilReady).max(Duration::compareTo).orElse(Duration.ZERO))));
    }

    private static long due(Journal journal, Due due) {
        return journal.sipTries().stream().map(SipTry::due).filter(due::equals).count();
    }

    private Duration longest(List<Span> spans, List<Integer> indices) {
        return indices.stream().map(i -> longestWait(spans, i)).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** Of the requests that were under way when the fault began, or began before the next one. */
    private Duration longestWait(List<Span> spans, int index) {
        long began = happened.get(index).beganNanos();
        long next = index + 1 < happened.size() ? happened.get(index + 1).beganNanos() : Long.MAX_VALUE;
        return Duration.ofNanos(spans.stream()
                .filter(span -> span.beganNanos() < next)
                .mapToLong(span -> span.waitedNanosSince(began))
                .max()
                .orElse(0));
    }

    private Duration untilReady(int index) {
        return Duration.ofNanos(happened.get(index).readyNanos() - happened.get(index).beganNanos());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
