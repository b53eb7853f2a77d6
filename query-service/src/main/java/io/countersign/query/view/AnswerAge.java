package io.countersign.query.view;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * How old the rows may be that an answer was made of, when they did not come from their owner. Travels with the request in
 * Reactor's context; several parts of one answer may be read at once.
 */
final class AnswerAge {
    private static final long NONE = -1;

    private final AtomicLong seconds = new AtomicLong(NONE);

    /** The age of the oldest part in seconds (RFC 9111, section 5.1), if any part has one. */
    Optional<String> header() {
        long oldest = seconds.get();
        return oldest == NONE ? Optional.empty() : Optional.of(Long.toString(oldest));
    }

    Context in(Context context) {
        return context.put(AnswerAge.class, this);
    }

    /** An answer that is so old. */
    static <T> Mono<T> of(T answer, Duration age) {
        return Mono.deferContextual(context -> {
            context.<AnswerAge>getOrEmpty(AnswerAge.class)
                    .ifPresent(known -> known.seconds.accumulateAndGet(Math.max(0, age.toSeconds()), Math::max));
            return Mono.just(answer);
        });
    }
}
