package io.countersign.query.summary;

import io.countersign.rest.query.QueryParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a request asks of a summary: a time that begins and ends with a step, {@code untilSecond} exclusive, none of it older
 * than what is kept or later than the step that it is now.
 *
 * @param reach whether all of the time asked for is kept
 */
record SummaryQuery(Step step, long sinceSecond, long untilSecond, long nowSecond, Reach reach) {
    /** An answer of about a megabyte. */
    static final int MOST_STEPS = 10_000;

    /** Of the time asked for, where only its end is given, or nothing. */
    private static final Duration DEFAULT_TIME = Duration.ofHours(1);

    /** What of a time is kept. */
    enum Reach {
        WHOLE,
        CUT
    }

    /** Reads the parameters. */
    static SummaryQuery of(ServerWebExchange exchange, Instant now) {
        QueryParameters parameters = QueryParameters.of(exchange);
        Optional<Instant> since = parameters.instant("since");
        Optional<Instant> until = parameters.instant("until");
        Optional<Step> step = parameters.text("step", Step::of);
        SummaryQuery query = of(step.orElse(Step.MINUTE), since, until, now.getEpochSecond() + 1);
        if (step.isEmpty() && query.steps() > MOST_STEPS) {
            query = of(Step.HOUR, since, until, now.getEpochSecond() + 1);
        }
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            parameters.reject("since", "must be before until");
        } else if (query.steps() > MOST_STEPS) {
            parameters.reject("step", "must be longer, or the time shorter: these are " + query.steps() + " steps of at most " + MOST_STEPS);
        }
        parameters.done();
        return query;
    }

    SummaryQuestion of(String scope) {
        return new SummaryQuestion(scope, step, sinceSecond, untilSecond, nowSecond);
    }

    private long steps() {
        return (untilSecond - sinceSecond) / step.seconds();
    }

    private static SummaryQuery of(Step step, Optional<Instant> since, Optional<Instant> until, long nowSecond) {
        long end = step.ceiling(nowSecond);
        long oldest = step.floor(nowSecond - CountRetention.KEPT.toSeconds());
        long to = Math.min(end, until.map(it -> step.ceiling(ceiling(it))).orElse(end));
        long from = since.map(it -> step.floor(it.getEpochSecond())).orElse(step.floor(to - DEFAULT_TIME.toSeconds()));
        long first = Math.min(end, Math.max(oldest, from));
        return new SummaryQuery(step, first, Math.max(first, to), nowSecond, from < oldest ? Reach.CUT : Reach.WHOLE);
    }

    private static long ceiling(Instant time) {
        return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    }
}
