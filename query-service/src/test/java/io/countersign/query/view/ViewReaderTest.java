package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.query.streams.LocalStores;
import io.countersign.query.streams.PartitionStops;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.schemas.TrunkPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.internals.CompositeReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.internals.StateStoreProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Over stores of several partitions, as one process holds them. */
class ViewReaderTest {
    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String ACCOUNT = "acc_1";

    private final List<KeyValueStore<String, byte[]>> parts =
            new ArrayList<>(IntStream.range(0, PARTITIONS).mapToObj(partition -> LooseStore.open("rows")).toList());
    private final ViewReader reader = new ViewReader(new Parts(), PARTITIONS, Schedulers.boundedElastic());

    @ParameterizedTest
    @ValueSource(strings = {"trunk_0", "trunk_1", "trunk_2", "trunk_3", "trunk_4", "trunk_5", "trunk_6", "trunk_7"})
    void findsWhatWasSeenInThePartitionOfTheTokensAggregate(String written) {
        Seen.advance(part(written), written, 3);
        View view = view(View.TRUNK);

        assertThat(read(view, "trunk_asked", token(written, 3)).block(LIMIT)).isEqualTo("answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acc_1", "acc_2", "acc_3", "acc_4"})
    void findsWhatAListHasSeenWhereverItsAccountIs(String owner) {
        Seen.advance(part(owner), "trunk_1", 3);
        View list = view(View.ACCOUNT);

        assertThat(read(list, ACCOUNT, token("trunk_1", 3)).block(LIMIT)).isEqualTo("answer");
    }

    @Test
    void waitsForEveryTokenWhicheverPartitionItIsIn() {
        String here = "trunk_asked";
        String elsewhere = elsewhereThan(here);
        Seen.advance(part(here), here, 1);
        View view = view(View.TRUNK);

        ApiException refused = refused(read(view, here, token(here, 1), token(elsewhere, 1)));

        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Seen.advance(part(elsewhere), elsewhere, 1);
        assertThat(read(view, here, token(here, 1), token(elsewhere, 1)).block(LIMIT)).isEqualTo("answer");
    }

    /** As when the task goes to another instance between finding the store and reading it. */
    @Test
    void saysNotNowWhenAStoreIsClosedUnderARead(@TempDir Path folder) {
        KeyValueStore<String, byte[]> closed = LooseStore.openPersistent("rows", folder);
        closed.close();
        parts.replaceAll(part -> closed);
        View view = view(View.TRUNK);

        List<Mono<?>> reads = List.of(
                reader.read("rows", "trunk_1", store -> Seen.of(store, "trunk_1")),
                reader.read("rows", "trunk_1", store -> store.range("a", "b").hasNext()),
                reader.readAll("rows", store -> store.range("a", "b").hasNext()),
                read(view, "trunk_1", token("trunk_1", 1)),
                read(view(View.ACCOUNT), ACCOUNT, token("trunk_1", 1)));

        assertThat(reads).allSatisfy(answer -> {
            ApiException refused = refused(answer);
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refused.headers()).containsEntry("Retry-After", "1");
        });
    }

    private Mono<String> read(View view, String key, ConsistencyToken... tokens) {
        return reader.read(view, key, List.of(tokens), store -> "answer");
    }

    private static ApiException refused(Mono<?> answer) {
        Throwable thrown = catchThrowable(() -> answer.block(LIMIT));
        assertThat(thrown).isInstanceOf(ApiException.class);
        return (ApiException) thrown;
    }

    private static View view(String keyType) {
        return new View("rows", keyType, View.TRUNK, new SeenWaiters(), eventTime -> {}, new PartitionStops());
    }

    private static ConsistencyToken token(String trunkId, long sequence) {
        return new ConsistencyToken(View.TRUNK, trunkId, sequence);
    }

    private static String elsewhereThan(String key) {
        int partition = TrunkPartition.of(key, PARTITIONS);
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "trunk_" + i)
                .filter(id -> TrunkPartition.of(id, PARTITIONS) != partition)
                .findFirst()
                .orElseThrow();
    }

    private KeyValueStore<String, byte[]> part(String key) {
        return parts.get(TrunkPartition.of(key, PARTITIONS));
    }

    /** Hands out the parts, and all of them as one the way Kafka Streams does. */
    private final class Parts implements LocalStores {
        @Override
        public Optional<ReadOnlyKeyValueStore<String, byte[]>> store(String store, int partition) {
            return Optional.of(parts.get(partition));
        }

        @Override
        public Optional<ReadOnlyKeyValueStore<String, byte[]>> wholeStore(String store) {
            return Optional.of(new CompositeReadOnlyKeyValueStore<>(
                    new StateStoreProvider() {
                        @Override
                        @SuppressWarnings("unchecked") // the type that is asked for below
                        public <T> List<T> stores(String name, QueryableStoreType<T> type) {
                            return (List<T>) parts;
                        }
                    },
                    QueryableStoreTypes.keyValueStore(),
                    store));
        }
    }
}
