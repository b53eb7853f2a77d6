package io.countersign.rest.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.rest.TestBroker;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTableIT {
    private final ApiKey key = ApiKey.generate(new SecureRandom());
    private final KeyOwner owner = new KeyOwner(key.keyId(), "acc_a", Role.READ);

    @Test
    void keysArriveAreRevokedAndEndWhenKafkaIsAwayForTooLong(@TempDir Path folder) {
        try (TestBroker broker = TestBroker.start(folder);
                ApiKeyTable table = ApiKeyTable.start(broker.settings(), "api-keys", Duration.ofSeconds(3))) {
            Awaitility.await().until(table::isUsable);

            // an unknown key is waited for, for a second
            assertRefusedAfterTheWait(table, key);

            // it arrives while it is waited for
            CompletableFuture<Boolean> known = table.awaitKnown(key.keyId(), Duration.ofSeconds(10));
            CompletableFuture<Optional<KeyOwner>> waiting = table.owner(key);
            assertThat(known).isNotDone();
            broker.send(Topics.API_KEYS, key.keyId(), row(key));
            assertThat(join(known)).isTrue();
            assertThat(join(waiting)).contains(owner);

            // another secret with that id takes as long as an unknown id: nobody learns which ids exist
            ApiKey forged = ApiKeys.withIdOf(key);
            assertThat(forged.keyId()).isEqualTo(key.keyId());
            assertRefusedAfterTheWait(table, forged);

            // revoked: who has the secret is refused at once, anyone else as before
            assertThat(join(table.awaitRevoked(key.keyId(), Duration.ofMillis(100)))).isFalse();
            CompletableFuture<Boolean> revoked = table.awaitRevoked(key.keyId(), Duration.ofSeconds(10));
            broker.send(Topics.API_KEYS, key.keyId(), null);
            assertThat(join(revoked)).isTrue();
            assertThat(join(table.awaitRevoked(key.keyId(), Duration.ZERO))).isTrue();
            assertThat(table.owner(key)).isDone();
            assertThat(join(table.owner(key))).isEmpty();
            assertRefusedAfterTheWait(table, forged);

            // each of many waits as long as it should, and no more than 1,000 wait, also for one key
            List<CompletableFuture<Optional<KeyOwner>>> many =
                    Stream.generate(() -> table.owner(forged)).limit(1_500).toList();
            assertThat(many.stream().filter(CompletableFuture::isDone)).hasSize(500);
            assertThat(many).allSatisfy(refused -> assertThat(join(refused)).isEmpty());

            // a client that goes away gives its place back
            Stream.generate(() -> table.owner(forged)).limit(1_000).forEach(waits -> waits.cancel(true));
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !table.owner(forged).isDone());
            assertRefusedAfterTheWait(table, forged);

            // nothing is accepted when no broker was heard for too long
            broker.send(Topics.API_KEYS, key.keyId(), row(key));
            Awaitility.await().until(() -> join(table.owner(key)).isPresent());
            broker.stop();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !table.isUsable());
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> join(table.owner(key)))
                    .extracting(Throwable::getCause)
                    .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    private static void assertRefusedAfterTheWait(ApiKeyTable table, ApiKey key) {
        long start = System.nanoTime();
        assertThat(join(table.owner(key))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));
    }

    private static ApiKeyRow row(ApiKey key) {
        return ApiKeyRow.newBuilder().setAccountId("acc_a").setRole("read").setHash(ByteBuffer.wrap(key.hash())).build();
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
