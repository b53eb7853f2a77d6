package io.countersign.query.summary;

import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.time.Instant;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Counts of a scope in a time that begins and ends with a step; seconds since the epoch, {@code untilSecond} and
 * {@code nowSecond} exclusive. Names of whole hours and minutes come from their rows, so there are at most as many rows to read
 * as the time has hours, and 236.
 */
record SummaryQuestion(String scope, Step step, long sinceSecond, long untilSecond, long nowSecond) implements Question<SummaryPart> {
    static final QuestionForm<SummaryPart> FORM =
            new QuestionForm<>("summary", SummaryQuestion.class, new RowCodec<>(SummaryPart.class));

    /** Of a partition; more than are shown, since it is one of several. */
    private static final int MOST_NAMES = 1_000;

    @Override
    public SummaryPart answer(ReadOnlyKeyValueStore<String, byte[]> store) {
        return new SummaryPart(
                CountRows.buckets(store, scope, step, sinceSecond, untilSecond),
                names(store, Step.HOUR, sinceSecond, untilSecond).top(MOST_NAMES),
                Coverage.of(
                        CountRows.incarnations(store),
                        Instant.ofEpochSecond(sinceSecond),
                        Instant.ofEpochSecond(Math.min(untilSecond, nowSecond)),
                        Instant.ofEpochSecond(nowSecond)));
    }

    @Override
    public QuestionForm<SummaryPart> form() {
        return FORM;
    }

    /** The whole steps between, and what is before and after them in smaller ones. */
    private NameCounts names(ReadOnlyKeyValueStore<String, byte[]> store, Step whole, long since, long until) {
        if (whole == Step.SECOND) {
            return CountRows.names(store, scope, whole, since, until);
        }
        Step smaller = whole == Step.HOUR ? Step.MINUTE : Step.SECOND;
        long first = whole.ceiling(since);
        long last = whole.floor(until);
        if (first >= last) {
            return names(store, smaller, since, until);
        }
        NameSum sum = new NameSum();
        sum.add(names(store, smaller, since, first));
        sum.add(CountRows.names(store, scope, whole, first, last));
        sum.add(names(store, smaller, last, until));
        return sum.sum();
    }
}
