package io.countersign.query.view;

import io.countersign.query.streams.LocalStores;
import io.countersign.query.view.SeenWaiters.Waiter;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.schemas.TrunkPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The one door to a view: finds the task that holds a key, waits until it contains what the caller has written, and reads
 * there, off the event loop. Tasks are read where they are local; forwarding to another owner belongs here and nowhere else.
 */
public final class ViewReader {
    /** How long a read waits for its write (api.md, Read your writes). */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final LocalStores stores;
    private final int partitions;
    private final Scheduler blocking;

    /** Reads the stores of one application on {@code blocking}, which is bounded in threads and queue. */
    public ViewReader(LocalStores stores, int partitions, Scheduler blocking) {
        this.stores = stores;
        this.partitions = partitions;
        this.blocking = blocking;
    }

    /**
     * Reads what the task of a key holds.
     *
     * @param key what the view is keyed by: an account's or a trunk's id
     * @param tokens writes that the answer must contain
     * @return the answer, or 503 when the view doesn't get there in time
     */
    public <T> Mono<T> read(
            View view, String key, List<ConsistencyToken> tokens, Function<ReadOnlyKeyValueStore<String, byte[]>, T> query) {
        return awaitSeen(view, tokens).then(read(view.store(), key, query));
    }

    /** The same for what no token can be about. */
    public <T> Mono<T> read(String store, String key, Function<ReadOnlyKeyValueStore<String, byte[]>, T> query) {
        return onStoreThread(() -> query.apply(store(store, key)));
    }

    /** Reads what every task of a store holds: one answer a partition. */
    public <T> Mono<List<T>> readAll(String store, Function<ReadOnlyKeyValueStore<String, byte[]>, T> query) {
        return onStoreThread(() -> IntStream.range(0, partitions)
                .mapToObj(partition -> query.apply(store(store, partition)))
                .toList());
    }

    private Mono<Void> awaitSeen(View view, List<ConsistencyToken> tokens) {
        List<ConsistencyToken> own =
                tokens.stream().filter(token -> token.aggregateType().equals(view.aggregateType())).toList();
        return own.isEmpty()
                ? Mono.empty()
                : Mono.using(() -> new Waiting(view.waiters(), own), waiting -> awaitAll(waiting, view), Waiting::close);
    }

    private Mono<Void> awaitAll(Waiting waiting, View view) {
        return onStoreThread(() -> waiting.compareWith(aggregateId -> seen(view, aggregateId)))
                .flatMap(Mono::fromFuture)
                .timeout(WAIT)
                .onErrorMap(TimeoutException.class, e -> unavailable("The write is not in this view yet."));
    }

    /** Reads stores; one may be closed or go to another instance after it was found. */
    private <T> Mono<T> onStoreThread(Callable<T> reading) {
        return Mono.fromCallable(reading)
                .subscribeOn(blocking)
                .onErrorMap(RejectedExecutionException.class, e -> unavailable("Too many reads at once."))
                .onErrorMap(InvalidStateStoreException.class, e -> notReady());
    }

    /** How far a view is with an aggregate; in a view that is keyed otherwise it may be in any partition. */
    private long seen(View view, String aggregateId) {
        return Seen.of(
                view.isKeyedByAggregate()
                        ? store(view.store(), aggregateId)
                        : stores.wholeStore(view.store()).orElseThrow(ViewReader::notReady),
                aggregateId);
    }

    private ReadOnlyKeyValueStore<String, byte[]> store(String store, String key) {
        return store(store, TrunkPartition.of(key, partitions)); // the hash is the same for every key
    }

    private ReadOnlyKeyValueStore<String, byte[]> store(String store, int partition) {
        return stores.store(store, partition).orElseThrow(ViewReader::notReady);
    }

    private static ApiException notReady() {
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
