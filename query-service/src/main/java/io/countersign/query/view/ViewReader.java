package io.countersign.query.view;

import io.countersign.query.streams.Owners;
import io.countersign.query.streams.Place;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.schemas.TrunkPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/**
 * The one door to the views of an application: finds the instance that owns a key's part, asks it, and waits there until the
 * part contains what the caller has written. The only place that asks other instances, and each question is passed on once.
 * An answer of a copy, while no owner answers, says its {@code Age}.
 */
public final class ViewReader {
    private final LocalReader local;
    private final Owners owners;
    private final Peers peers;
    private final int partitions;

    public ViewReader(LocalReader local, Owners owners, Peers peers, int partitions) {
        this.local = local;
        this.owners = owners;
        this.peers = peers;
        this.partitions = partitions;
    }

    /**
     * Asks the part of a key.
     *
     * @param key what the view is keyed by: an account's or a trunk's id
     * @param tokens writes that the view must contain; those to other parts are awaited there, all at once
     * @return the answer, or 503 when the view doesn't get there in time
     */
    public <T> Mono<T> read(View view, String key, List<ConsistencyToken> tokens, Question<T> question) {
        if (tokens.isEmpty()) {
            return read(view.store(), key, question);
        }
        Map<Integer, List<ConsistencyToken>> byPart = tokens.stream()
                .filter(token -> token.aggregateType().equals(view.aggregateType()))
                .collect(Collectors.groupingBy(token -> partition(view.keyOf(token)), TreeMap::new, Collectors.toList()));
        List<ConsistencyToken> own = byPart.getOrDefault(partition(key), List.of());
        byPart.remove(partition(key));
        Mono<T> answer = ask(view.store(), partition(key), own, question);
        List<Mono<Boolean>> elsewhere = byPart.entrySet().stream()
                .map(part -> ask(view.store(), part.getKey(), part.getValue(), new Presence()))
                .toList();
        return elsewhere.isEmpty() ? answer : Together.both(answer, Together.all(elsewhere), (found, seen) -> found);
    }

    /** The same for what no token can be about. */
    public <T> Mono<T> read(String store, String key, Question<T> question) {
        return ask(store, partition(key), List.of(), question);
    }

    /** Asks every part of a store, all owners at once: one answer a part. */
    public <T> Mono<List<T>> readAll(String store, Question<T> question) {
        return Mono.defer(() -> {
            Map<Place, List<Integer>> byPlace = IntStream.range(0, partitions)
                    .boxed()
                    .collect(Collectors.groupingBy(
                            partition -> owners.place(store, partition), LinkedHashMap::new, Collectors.toList()));
            List<Mono<List<Part<T>>>> asked = new ArrayList<>();
            byPlace.forEach((place, parts) -> asked.add(
                    at(place, new Ask<>(local.application(), store, parts, List.of(), question)).map(answers -> Part.of(parts, answers))));
            return Together.all(asked).map(found -> found.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparingInt(Part::partition))
                    .map(Part::answer)
                    .toList());
        });
    }

    private <T> Mono<T> ask(String store, int partition, List<ConsistencyToken> tokens, Question<T> question) {
        Ask<T> ask = new Ask<>(local.application(), store, List.of(partition), tokens, question);
        return Mono.defer(() -> at(owners.place(store, partition), ask)).map(List::getFirst);
    }

    /** The owner's answer; while there is none (it was killed, or the part is on its way to another), that of a copy here. */
    private <T> Mono<List<T>> at(Place place, Ask<T> ask) {
        Mono<List<T>> owners = switch (place) {
            case Place.Here here -> local.read(ask);
            case Place.Elsewhere elsewhere -> peers.ask(elsewhere.address(), ask);
            case Place.Unknown unknown -> Mono.error(LocalReader::notReady);
        };
        return owners.onErrorResume(
                ViewReader::isUnavailable,
                cause -> local.readCopy(ask).onErrorComplete(ViewReader::isUnavailable).switchIfEmpty(Mono.error(cause)));
    }

    private static boolean isUnavailable(Throwable cause) {
        return cause instanceof ApiException refused && refused.code() == ErrorCode.UNAVAILABLE;
    }

    private int partition(String key) {
        return TrunkPartition.of(key, partitions); // the hash is the same for every key
    }

    /** An answer and the part that it is of. */
    private record Part<T>(int partition, T answer) {
        static <T> List<Part<T>> of(List<Integer> partitions, List<T> answers) {
            return IntStream.range(0, partitions.size())
                    .mapToObj(i -> new Part<>(partitions.get(i), answers.get(i)))
                    .toList();
        }
    }
}
