package io.countersign.query.view;

import io.countersign.query.streams.Copy;
import io.countersign.query.streams.LocalCopies;
import io.countersign.query.streams.LocalStores;
import io.countersign.query.view.SeenWaiters.Waiter;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reads the parts of one application's stores that are here, off the event loop: those that this instance owns, once they
 * contain what the caller has written; and copies, if they do. It never asks another instance.
 */
public final class LocalReader {
    /** How long a read waits for its write (api.md, Read your writes). */
    public static final Duration WAIT = Duration.ofSeconds(2);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final String NOT_YET = "The write is not in this view yet.";

    private final String application;
    private final LocalStores stores;
    private final LocalCopies copies;
    private final Supplier<Map<String, SeenWaiters>> waiters;
    private final Scheduler blocking;
    private final Clock clock;

    /**
     * A reader.
     *
     * @param application whose stores they are; other instances ask by its name
     * @param waiters by the name of the store, of those whose reads may have to wait; others once the stores are those of another generation
     * @param blocking where stores are read; bounded in threads and queue
     */
    public LocalReader(String application, LocalStores stores, LocalCopies copies, Supplier<Map<String, SeenWaiters>> waiters, Scheduler blocking, Clock clock) {
        this.application = application;
        this.stores = stores;
        this.copies = copies;
        this.waiters = waiters;
        this.blocking = blocking;
        this.clock = clock;
    }

    public String application() {
        return application;
    }

    /** The answers, one a part, or 503 when a part isn't here or doesn't contain what it must in time. */
    public <T> Mono<List<T>> read(Ask<T> ask) {
        return awaitSeen(ask).then(onStoreThread(() -> ask.partitions().stream()
                .map(partition -> ask.question().answer(storeWith(ask, partition)))
                .toList()));
    }

    /**
     * The answers of what is here, owned or not, at once, and with their age.
     *
     * @return empty when a part isn't here or doesn't contain what it must
     */
    <T> Mono<List<T>> readCopy(Ask<T> ask) {
        return onStoreThread(() -> copiesOf(ask).map(found -> new Aged<>(
                        found.stream().map(copy -> ask.question().answer(copy.rows())).toList(), age(found))))
                .flatMap(Mono::justOrEmpty)
                .flatMap(aged -> AnswerAge.of(aged.answers(), aged.age()));
    }

    private record Aged<T>(List<T> answers, Duration age) {}

    private Optional<List<Copy>> copiesOf(Ask<?> ask) {
        List<Copy> found = ask.partitions().stream()
                .flatMap(partition -> copies.copy(ask.store(), partition).stream())
                .filter(copy -> contains(copy, ask.tokens()))
                .toList();
        return found.size() == ask.partitions().size() ? Optional.of(found) : Optional.empty();
    }

    private static boolean contains(Copy copy, List<ConsistencyToken> tokens) {
        return tokens.stream().allMatch(token -> Seen.of(copy.rows(), token.aggregateId()) >= token.sequence());
    }

    private Duration age(List<Copy> found) {
        Instant oldest = found.stream().map(Copy::asOf).min(Comparator.naturalOrder()).orElseThrow();
        return Duration.between(oldest, clock.instant());
    }

    /** The store may be another generation's than the one that was waited for, and that one may be behind with a write. */
    private ReadOnlyKeyValueStore<String, byte[]> storeWith(Ask<?> ask, int partition) {
        ReadOnlyKeyValueStore<String, byte[]> rows = store(ask.store(), partition);
        if (!ask.tokens().stream().allMatch(token -> Seen.of(rows, token.aggregateId()) >= token.sequence())) {
            throw unavailable(NOT_YET);
        }
        return rows;
    }

    private Mono<Void> awaitSeen(Ask<?> ask) {
        if (ask.tokens().isEmpty()) {
            return Mono.empty();
        }
        SeenWaiters all = waiters.get().get(ask.store());
        if (all == null) {
            return Mono.error(ApiException.validation("tokens", "must be of a view that is told of writes"));
        }
        return Mono.using(() -> new Waiting(all, ask.tokens()), waiting -> awaitAll(waiting, ask), Waiting::close);
    }

    private Mono<Void> awaitAll(Waiting waiting, Ask<?> ask) {
        int partition = ask.partitions().getFirst();
        return onStoreThread(() -> waiting.compareWith(aggregateId -> Seen.of(store(ask.store(), partition), aggregateId)))
                .flatMap(Mono::fromFuture)
                .timeout(WAIT)
                .onErrorMap(TimeoutException.class, e -> unavailable(NOT_YET));
    }

    /** Reads stores; one may be closed or go to another instance after it was found. */
    private <T> Mono<T> onStoreThread(Callable<T> reading) {
        return Mono.fromCallable(reading)
                .subscribeOn(blocking)
                .onErrorMap(RejectedExecutionException.class, e -> unavailable("Too many reads at once."))
                .onErrorMap(InvalidStateStoreException.class, e -> notReady());
    }

    private ReadOnlyKeyValueStore<String, byte[]> store(String store, int partition) {
        return stores.store(store, partition).orElseThrow(LocalReader::notReady);
    }

    static ApiException notReady() {
        return unavailable("This view is not ready.");
    }

    private static ApiException unavailable(String message) {
        return ApiException.unavailable(message, RETRY_AFTER);
    }

    /** The waiters of one request. */
    private static final class Waiting {
        private final List<Waiter> waiters = new ArrayList<>();

        Waiting(SeenWaiters all, List<ConsistencyToken> tokens) {
            try {
                tokens.forEach(token -> waiters.add(all.register(token.aggregateId(), token.sequence())));
            } catch (ApiException tooMany) {
                close();
                throw tooMany;
            }
        }

        /** Completes once all are there; some may be already. */
        CompletableFuture<Void> compareWith(ToLongFunction<String> seen) {
            waiters.forEach(waiter -> waiter.reached(seen.applyAsLong(waiter.aggregateId())));
            return CompletableFuture.allOf(waiters.stream().map(Waiter::seen).toArray(CompletableFuture[]::new));
        }

        void close() {
            waiters.forEach(Waiter::close);
        }
    }
}
