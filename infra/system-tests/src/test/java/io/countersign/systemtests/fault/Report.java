package io.countersign.systemtests.fault;

import io.countersign.systemtests.check.Deafness;
import io.countersign.systemtests.check.Due;
import io.countersign.systemtests.check.KeyTry;
import io.countersign.systemtests.check.Read;
import io.countersign.systemtests.check.Receipt;
import io.countersign.systemtests.check.Request.Outcome;
import io.countersign.systemtests.check.SipTry;
import io.countersign.systemtests.workload.Journal;
import io.countersign.systemtests.workload.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What happened when, and what it cost clients. Used by one thread. */
final class Report {
    /** Waits of requests that needed none of those who were away. */
    private static final String OF_NONE = "(nothing that it needs)";

    private final List<Happened> happened = new ArrayList<>();

    void add(Happened fault) {
        happened.add(fault);
    }

    int kills() {
        return happened.stream().mapToInt(it -> it.fault().kills()).sum();
    }

    List<Deafness> deafness() {
        return happened.stream().flatMap(it -> it.deafness().stream()).toList();
    }

    /** Writes that were not back in time. */
    List<String> tooLong(Journal journal) {
        List<String> tooLong = new ArrayList<>();
        for (Span wait : journal.writeSpans()) {
            long late = wait.endedNanos() - Happened.deadlineNanos(wait, happened, Happened::hitsWhatWritesNeed);
            if (late > 0) {
                tooLong.add("a write took " + seconds(wait.nanos()) + ", " + seconds(late) + " too long; "
                        + Happened.causeOf(wait, happened)
                                .map(it -> it.fault().name() + " " + seconds(it.partOf(wait).toNanos()) + " before its end")
                                .orElse("nothing had happened"));
            }
        }
        return tooLong;
    }

    private List<Happened> needed(Predicate<Happened> by) {
        return happened.stream().filter(by).toList();
    }

    /** The figures. */
    void print(String title, Journal journal, Verification verification) {
        System.out.printf(
                "%s: %d faults, %d kills; %d commands acknowledged (%d of them known by a repeated answer): %d lost, %d twice, %d gaps, %d unasked, %d refused%n",
                title, happened.size(), kills(), verification.log().acknowledged(), journal.repeated(),
                verification.log().lost().size(), verification.log().twice().size(), verification.log().gaps().size(),
                verification.log().unasked().size(), verification.log().refused().size());
        System.out.printf(
                "%s: %d reads with a token, %d of them lists of %d pages: %d stale; %d answers on SIP, of these %d must be accepted and %d refused: %d wrong; %d unanswered while a node was away; reads given up: %d, writes: %d; at the end log = views = auth table = SIP: %s%n",
                title, journal.reads().size(), journal.reads().stream().filter(it -> it.pages() > 0).count(),
                journal.reads().stream().mapToInt(Read::pages).sum(), verification.stale().size(),
                journal.sipTries().size(), due(journal, Due.ACCEPTED),
                due(journal, Due.REFUSED), verification.wrongOnSip().size(), journal.sipUnanswered(),
                journal.unansweredReads().size(), journal.requests().stream().filter(it -> it.outcome() instanceof Outcome.Unknown).count(),
                verification.apart().isEmpty() ? "yes" : verification.apart().size() + " differences");
        printMore(title, journal, verification);
        Map<String, Duration> silences = longestByKind(silences(journal.writeSpans()), needed(Happened::hitsWhatWritesNeed));
        Map<String, Duration> writes = longestByKind(journal.writeSpans(), needed(Happened::hitsWhatWritesNeed));
        Map<String, Duration> reads = longestByKind(journal.readSpans(), needed(Happened::hitsWhatReadsNeed));
        Stream<String> kinds = happened.stream().map(it -> it.fault().name()).distinct().sorted();
        Stream.concat(kinds, Stream.of(OF_NONE)).forEach(kind -> System.out.printf(
                "%s:   %-33s %3d ×; longest time without any write %s, wait of one write %s, of one read with a token %s%n",
                title, kind,
                happened.stream().filter(it -> it.fault().name().equals(kind)).count(),
                seconds(silences.getOrDefault(kind, Duration.ZERO)),
                seconds(writes.getOrDefault(kind, Duration.ZERO)),
                seconds(reads.getOrDefault(kind, Duration.ZERO))));
    }

    private void printMore(String title, Journal journal, Verification verification) {
        List<KeyTry> tries = journal.keys().tries();
        System.out.printf(
                "%s: %d API keys, tried %d times, of these %d must be accepted and %d refused, without the excuse of a pause or Kafka %d and %d: %d wrong, %d more excused; %d receipts, %d in force everywhere; %d changes of another version; wrong among both: %d%n",
                title, journal.keys().size(), tries.size(), due(tries, Due.ACCEPTED, List.of()), due(tries, Due.REFUSED, List.of()),
                due(tries, Due.ACCEPTED, deafness()), due(tries, Due.REFUSED, deafness()), verification.wrongKeys().size(),
                tries.stream().filter(it -> it.isWrong(List.of()) && it.isExcused(deafness())).count(),
                journal.receipts().size(), journal.receipts().stream().filter(Receipt::isInForce).count(),
                journal.otherVersions().size(), verification.wrongAnswers().size());
    }

    private static long due(List<KeyTry> tries, Due due, List<Deafness> excuses) {
        return tries.stream().filter(it -> it.due() == due && !it.isExcused(excuses)).count();
    }

    private static Map<String, Duration> longestByKind(List<Span> waits, List<Happened> needed) {
        Map<String, Duration> longest = new HashMap<>();
        for (Span wait : waits) {
            Optional<Happened> cause = Happened.causeOf(wait, needed);
            Duration waited = cause.map(it -> it.partOf(wait)).orElseGet(() -> Duration.ofNanos(wait.nanos()));
            longest.merge(cause.map(it -> it.fault().name()).orElse(OF_NONE), waited, (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return longest;
    }

    /** From the answer to a write to the next one, whoever wrote. */
    private static List<Span> silences(List<Span> writes) {
        long[] answers = writes.stream().mapToLong(Span::endedNanos).sorted().toArray();
        return IntStream.range(1, answers.length).mapToObj(i -> new Span(answers[i - 1], answers[i], 1)).toList();
    }

    private static long due(Journal journal, Due due) {
        return journal.sipTries().stream().map(SipTry::due).filter(due::equals).count();
    }

    private static String seconds(Duration duration) {
        return seconds(duration.toNanos());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
