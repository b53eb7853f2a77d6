package io.countersign.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.query.streams.Copy;
import io.countersign.query.streams.LocalCopies;
import io.countersign.query.streams.LocalStores;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.Place;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.schemas.TrunkPartition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Over stores of several partitions, all of them here or some at another instance. */
class ViewReaderTest {
    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String ACCOUNT = "acc_1";
    private static final String PEER = "peer:1";

    private static final Instant NOW = Instant.parse("2026-04-09T10:35:00Z");

    private final Map<Integer, Copy> copies = new HashMap<>();
    private final SeenWaiters waiters = new SeenWaiters();
    private final List<KeyValueStore<String, byte[]>> parts =
            new ArrayList<>(IntStream.range(0, PARTITIONS).mapToObj(partition -> LooseStore.open("rows")).toList());
    private final LocalReader local = new LocalReader(
            "views", new Parts(), new Copies(), () -> Map.of("rows", waiters), Schedulers.boundedElastic(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final Peer peer = new Peer();
    private final ViewReader reader =
            new ViewReader(local, (store, partition) -> new Place.Here(), peer, PARTITIONS);

    @ParameterizedTest
    @ValueSource(strings = {"trunk_0", "trunk_1", "trunk_2", "trunk_3", "trunk_4", "trunk_5", "trunk_6", "trunk_7"})
    void findsWhatWasSeenInThePartitionOfTheTokensAggregate(String written) {
        Seen.advance(part(written), written, 3);

        assertThat(read(view(View.TRUNK), "trunk_asked", token(written, ACCOUNT, 3)).block(LIMIT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acc_1", "acc_2", "acc_3", "acc_4"})
    void findsWhatAListHasSeenInThePartitionOfTheTokensAccount(String owner) {
        Seen.advance(part(owner), "trunk_1", 3);

        assertThat(read(view(View.ACCOUNT), ACCOUNT, token("trunk_1", owner, 3)).block(LIMIT)).isTrue();
    }

    @Test
    void waitsForEveryTokenWhicheverPartitionItIsIn() {
        String here = "trunk_asked";
        String elsewhere = elsewhereThan(here);
        Seen.advance(part(here), here, 1);
        View view = view(View.TRUNK);

        ApiException refused = refused(read(view, here, token(here, ACCOUNT, 1), token(elsewhere, ACCOUNT, 1)));

        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Seen.advance(part(elsewhere), elsewhere, 1);
        assertThat(read(view, here, token(here, ACCOUNT, 1), token(elsewhere, ACCOUNT, 1)).block(LIMIT)).isTrue();
    }

    /** As when the task goes to another instance between finding the store and reading it. */
    @Test
    void saysNotNowWhenAStoreIsClosedUnderARead(@TempDir Path folder) {
        KeyValueStore<String, byte[]> closed = LooseStore.openPersistent("rows", folder);
        closed.close();
        parts.replaceAll(part -> closed);

        List<Mono<?>> reads = List.of(
                reader.read("rows", "trunk_1", new SeenQuestion("trunk_1")),
                reader.readAll("rows", new SeenQuestion("trunk_1")),
                read(view(View.TRUNK), "trunk_1", token("trunk_1", ACCOUNT, 1)),
                read(view(View.ACCOUNT), ACCOUNT, token("trunk_1", ACCOUNT, 1)));

        assertThat(reads).allSatisfy(answer -> {
            ApiException refused = refused(answer);
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refused.headers()).containsEntry("Retry-After", "1");
        });
    }

    @Test
    void asksEachOwnerOnceAndKeepsTheOrderOfTheParts() {
        IntStream.range(0, PARTITIONS).forEach(i -> Seen.advance(parts.get(i), "trunk_1", i + 1));
        ViewReader split = new ViewReader(
                local, (store, part) -> part % 2 == 0 ? new Place.Elsewhere(PEER) : new Place.Here(), peer, PARTITIONS);

        assertThat(split.readAll("rows", new SeenQuestion("trunk_1")).block(LIMIT)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(peer.asked).hasSize(1).allSatisfy(ask -> assertThat(ask.partitions()).containsExactly(0, 2));
    }

    @Test
    void waitsAtTheOwnerOfAnotherPartAndReadsAtItsOwn() {
        String here = "trunk_asked";
        String elsewhere = elsewhereThan(here);
        Seen.advance(part(here), here, 1);
        Seen.advance(part(elsewhere), elsewhere, 1);
        int far = TrunkPartition.of(elsewhere, PARTITIONS);
        ViewReader split = new ViewReader(
                local, (store, part) -> part == far ? new Place.Elsewhere(PEER) : new Place.Here(), peer, PARTITIONS);

        assertThat(split.read(
                                view(View.TRUNK),
                                here,
                                List.of(token(here, ACCOUNT, 1), token(elsewhere, ACCOUNT, 1)),
                                new SeenQuestion(here))
                        .block(LIMIT))
                .isEqualTo(1L);
        assertThat(peer.asked).hasSize(1).allSatisfy(ask -> {
            assertThat(ask.partitions()).containsExactly(far);
            assertThat(ask.tokens()).containsExactly(token(elsewhere, ACCOUNT, 1));
        });
    }

    @Test
    void saysNotNowWhenNobodyIsKnownToOwnThePart() {
        ViewReader lost = new ViewReader(local, (store, part) -> new Place.Unknown(), peer, PARTITIONS);

        assertThat(refused(lost.read("rows", "trunk_1", new Presence())).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused(lost.readAll("rows", new Presence())).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aCopyAnswersWithItsAgeWhileNoOwnerDoes() {
        int part = TrunkPartition.of("trunk_1", PARTITIONS);
        KeyValueStore<String, byte[]> rows = LooseStore.open("rows");
        Seen.advance(rows, "trunk_1", 3);
        copies.put(part, new Copy(rows, NOW.minusSeconds(7)));
        View view = view(View.TRUNK);
        ViewReader lost = new ViewReader(local, (store, partition) -> new Place.Unknown(), peer, PARTITIONS);
        AnswerAge age = new AnswerAge();

        assertThat(lost.read(view, "trunk_1", List.of(), new SeenQuestion("trunk_1")).contextWrite(age::in).block(LIMIT)).isEqualTo(3L);
        assertThat(age.header()).contains("7");
        assertThat(lost.read(view, "trunk_1", List.of(token("trunk_1", ACCOUNT, 3)), new SeenQuestion("trunk_1")).block(LIMIT))
                .isEqualTo(3L);
    }

    @Test
    void aCopyThatDoesNotContainTheWriteAnswersNothing() {
        int part = TrunkPartition.of("trunk_1", PARTITIONS);
        KeyValueStore<String, byte[]> rows = LooseStore.open("rows");
        Seen.advance(rows, "trunk_1", 3);
        copies.put(part, new Copy(rows, NOW));
        ViewReader lost = new ViewReader(local, (store, partition) -> new Place.Unknown(), peer, PARTITIONS);
        AnswerAge age = new AnswerAge();

        ApiException refused = refused(lost.read(
                        view(View.TRUNK), "trunk_1", List.of(token("trunk_1", ACCOUNT, 4)), new SeenQuestion("trunk_1"))
                .contextWrite(age::in));

        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
        assertThat(age.header()).isEmpty();
    }

    @Test
    void theOwnersAnswerHasNoAge() {
        AnswerAge age = new AnswerAge();

        reader.read("rows", "trunk_1", new SeenQuestion("trunk_1")).contextWrite(age::in).block(LIMIT);

        assertThat(age.header()).isEmpty();
    }

    private Mono<Boolean> read(View view, String key, ConsistencyToken... tokens) {
        return reader.read(view, key, List.of(tokens), new Presence());
    }

    private static ApiException refused(Mono<?> answer) {
        Throwable thrown = catchThrowable(() -> answer.block(LIMIT));
        assertThat(thrown).isInstanceOf(ApiException.class);
        return (ApiException) thrown;
    }

    private View view(String keyType) {
        return new View("rows", keyType, View.TRUNK, waiters, eventTime -> {}, new PartitionStops());
    }

    private static ConsistencyToken token(String trunkId, String accountId, long sequence) {
        return new ConsistencyToken(View.TRUNK, trunkId, accountId, sequence);
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

    private final class Parts implements LocalStores {
        @Override
        public Optional<ReadOnlyKeyValueStore<String, byte[]>> store(String store, int partition) {
            return Optional.of(parts.get(partition));
        }
    }

    private final class Copies implements LocalCopies {
        @Override
        public Optional<Copy> copy(String store, int partition) {
            return Optional.ofNullable(copies.get(partition));
        }
    }

    /** Another instance, over the same stores; remembers what it was asked. */
    private final class Peer implements Peers {
        private final List<Ask<?>> asked = new ArrayList<>();

        @Override
        public <T> Mono<List<T>> ask(String address, Ask<T> ask) {
            assertThat(address).isEqualTo(PEER);
            asked.add(ask);
            return local.read(ask);
        }
    }

    private record SeenQuestion(String id) implements Question<Long> {
        @Override
        public Long answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
            return Seen.of(rows, id);
        }

        @Override
        public QuestionForm<Long> form() {
            return new QuestionForm<>("seen", SeenQuestion.class, new RowCodec<>(Long.class));
        }
    }
}
