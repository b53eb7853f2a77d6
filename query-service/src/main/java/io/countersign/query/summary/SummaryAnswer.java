package io.countersign.query.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * A summary as the API shows it.
 *
 * @param complete whether nothing is missing that nodes counted in this time
 * @param series every step of the time, those without a failure too
 */
record SummaryAnswer(
        @JsonProperty("step") String step,
        @JsonProperty("since") Instant since,
        @JsonProperty("until") Instant until,
        @JsonProperty("complete") boolean complete,
        @JsonProperty("gaps") List<Gap> gaps,
        @JsonProperty("total") long total,
        @JsonProperty("by_reason") Map<String, Long> byReason,
        @JsonProperty("series") List<Point> series,
        @JsonProperty("top") Top top) {
    /** Shown of usernames, and of sources. */
    static final int MOST_NAMES = 100;

    /** One step. */
    record Point(
            @JsonProperty("at") Instant at,
            @JsonProperty("total") long total,
            @JsonProperty("by_reason") Map<String, Long> byReason) {}

    /** @param other what the two lists leave out, the larger of both */
    record Top(
            @JsonProperty("usernames") List<Username> usernames,
            @JsonProperty("sources") List<SourceIp> sources,
            @JsonProperty("other") long other) {}

    /** How often this was the username; empty: none was sent. */
    record Username(@JsonProperty("username") String username, @JsonProperty("count") long count) {}

    /** How often this was the source. */
    record SourceIp(@JsonProperty("source_ip") String sourceIp, @JsonProperty("count") long count) {}

    static SummaryAnswer of(SummaryQuery query, SummaryPart part) {
        ReasonCounts total = part.total();
        return new SummaryAnswer(
                query.step().code(),
                Instant.ofEpochSecond(query.sinceSecond()),
                Instant.ofEpochSecond(query.untilSecond()),
                part.coverage().isComplete() && query.reach() == SummaryQuery.Reach.WHOLE,
                part.coverage().gaps(),
                total.total(),
                total.byReason(),
                series(query, part),
                top(part.names().top(MOST_NAMES), total.total()));
    }

    private static List<Point> series(SummaryQuery query, SummaryPart part) {
        Map<Long, ReasonCounts> bySecond = new HashMap<>();
        part.buckets().forEach(bucket -> bySecond.put(bucket.second(), bucket.counts()));
        long step = query.step().seconds();
        return LongStream.iterate(query.sinceSecond(), second -> second < query.untilSecond(), second -> second + step)
                .mapToObj(second -> {
                    ReasonCounts counts = bySecond.getOrDefault(second, ReasonCounts.NONE);
                    return new Point(Instant.ofEpochSecond(second), counts.total(), counts.byReason());
                })
                .toList();
    }

    private static Top top(NameCounts names, long total) {
        return new Top(
                list(names.usernames(), Username::new),
                list(names.sources(), SourceIp::new),
                total - Math.min(sum(names.usernames()), sum(names.sources())));
    }

    private static <T> List<T> list(Map<String, Long> names, BiFunction<String, Long, T> shape) {
        return NameCounts.ordered(names).stream().map(name -> shape.apply(name.getKey(), name.getValue())).toList();
    }

    private static long sum(Map<String, Long> names) {
        return names.values().stream().mapToLong(Long::longValue).sum();
    }
}
