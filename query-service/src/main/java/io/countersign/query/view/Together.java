package io.countersign.query.view;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Reads that are under way at once, so that their waits don't add up. Where several are refused, the refusal of the first in
 * order is the answer, and the others' are no faults.
 */
public final class Together {
    private Together() {}

    public static <A, B, T> Mono<T> both(Mono<A> first, Mono<B> second, BiFunction<A, B, T> answer) {
        return Mono.zipDelayError(first, second)
                .map(found -> answer.apply(found.getT1(), found.getT2()))
                .onErrorMap(Exceptions::isMultiple, Together::first);
    }

    /** Every answer, in order; the reads are not none and never empty. */
    @SuppressWarnings("unchecked") // each element comes from one of the reads
    static <T> Mono<List<T>> all(List<Mono<T>> reads) {
        return Mono.zipDelayError(reads, found -> Arrays.stream(found).map(answer -> (T) answer).toList())
                .onErrorMap(Exceptions::isMultiple, Together::first);
    }

    private static Throwable first(Throwable several) {
        return Exceptions.unwrapMultiple(several).getFirst();
    }
}
