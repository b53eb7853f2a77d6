package io.countersign.query;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.view.SeenWaiters;
import io.countersign.query.view.View;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The read models of the views' application. */
public record Views(View account, View trunk, View trunkList, View credential, View registration) {

    /**
     * New views, with nobody waiting.
     *
     * @param observers by the name of a view's store
     * @param stops of the application that keeps them
     */
    public static Views create(Function<String, FoldObserver> observers, PartitionStops stops) {
        return new Views(
                view(Names.ACCOUNT_STORE, View.ACCOUNT, View.ACCOUNT, observers, stops),
                view(Names.TRUNK_STORE, View.TRUNK, View.TRUNK, observers, stops),
                view(Names.TRUNK_LIST_STORE, View.ACCOUNT, View.TRUNK, observers, stops),
                view(Names.CREDENTIAL_STORE, View.TRUNK, View.TRUNK, observers, stops),
                view(Names.REGISTRATION_STORE, View.TRUNK, View.TRUNK, observers, stops));
    }

    /** Who waits for which, by the name of the store. */
    public Map<String, SeenWaiters> waiters() {
        return Stream.of(account, trunk, trunkList, credential, registration).collect(Collectors.toMap(View::store, View::waiters));
    }

    private static View view(
            String store, String keyType, String aggregateType, Function<String, FoldObserver> observers, PartitionStops stops) {
        return new View(store, keyType, aggregateType, new SeenWaiters(), observers.apply(store), stops);
    }
}
