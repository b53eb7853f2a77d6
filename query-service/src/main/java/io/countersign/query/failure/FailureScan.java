package io.countersign.query.failure;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.failure.AuthFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads failures of a scope, newest first: those at {@code oldest} or later; earlier ones may still be there.
 */
record FailureScan(String scope, FailureFilter filter, Optional<String> after, int limit, Instant oldest)
        implements Question<Page<AuthFailed>> {
    static final QuestionForm<Page<AuthFailed>> FORM = new QuestionForm<>("failures", FailureScan.class, new FailurePageCodec());

    /** A filter that fits few looks at so many at most; the page then ends early, with a place to go on from. */
    static final int MAX_EXAMINED = 20_000;

    private static final AvroDeserializer<AuthFailed> FAILURES = new AvroDeserializer<>(AuthFailed.class);

    /** One task's part. */
    @Override
    public Page<AuthFailed> answer(ReadOnlyKeyValueStore<String, byte[]> store) {
        String from = from();
        String to = to();
        if (from.compareTo(to) > 0) {
            return new Page<>(List.of(), Optional.empty()); // all that is asked for has expired
        }
        List<AuthFailed> rows = new ArrayList<>();
        String place = "";
        int examined = 0;
        try (KeyValueIterator<String, byte[]> found = store.range(from, to)) {
            while (found.hasNext()) {
                if (rows.size() == limit || examined == MAX_EXAMINED) {
                    return new Page<>(rows, Optional.of(place));
                }
                KeyValue<String, byte[]> entry = found.next();
                examined++;
                place = entry.key.substring(FailureKey.begin(scope).length());
                AuthFailed failure = FAILURES.fromBytes(entry.value);
                if (filter.matches(failure)) {
                    rows.add(failure);
                }
            }
        }
        return new Page<>(rows, Optional.empty());
    }

    @Override
    public QuestionForm<Page<AuthFailed>> form() {
        return FORM;
    }

    /** The parts of several tasks as one page: up to where the first of those that have more has looked. */
    Page<AuthFailed> merge(List<Page<AuthFailed>> parts) {
        Optional<String> horizon = parts.stream().flatMap(part -> part.end().stream()).min(Comparator.naturalOrder());
        List<AuthFailed> rows = parts.stream()
                .flatMap(part -> part.rows().stream())
                .filter(row -> horizon.map(end -> FailureKey.place(row).compareTo(end) <= 0).orElse(true))
                .sorted(Comparator.comparing(FailureKey::place))
                .toList();
        return rows.size() <= limit
                ? new Page<>(rows, horizon)
                : new Page<>(rows.subList(0, limit), Optional.of(FailureKey.place(rows.get(limit - 1))));
    }

    private String from() {
        String begin = filter.until().map(newest -> FailureKey.from(scope, newest)).orElse(FailureKey.begin(scope));
        String next = after.map(place -> FailureKey.after(scope, place)).orElse(begin);
        return next.compareTo(begin) > 0 ? next : begin;
    }

    private String to() {
        return FailureKey.to(scope, filter.since().filter(since -> since.isAfter(oldest)).orElse(oldest));
    }
}
