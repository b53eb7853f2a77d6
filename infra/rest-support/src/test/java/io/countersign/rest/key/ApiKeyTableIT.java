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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
            long start = System.nanoTime();
            assertThat(join(table.owner(key))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));

            // it arrives while it is waited for
            CompletableFuture<Boolean> known = table.awaitKnown(key.keyId(), Duration.ofSeconds(10));
            CompletableFuture<Optional<KeyOwner>> waiting = table.owner(key);
            assertThat(known).isNotDone();
            broker.send(Topics.API_KEYS, key.keyId(), row(key));
            assertThat(join(known)).isTrue();
            assertThat(join(waiting)).contains(owner);

            // another secret with the same id is refused at once
            broker.send(Topics.API_KEYS, key.keyId(), row(ApiKey.generate(new SecureRandom())));
            Awaitility.await().until(() -> join(table.owner(key)).isEmpty());
            assertThat(table.owner(key)).isDone();

            // revoked: refused at once, not waited for
            broker.send(Topics.API_KEYS, key.keyId(), null);
            Awaitility.await().until(() -> table.awaitKnown(key.keyId(), Duration.ofSeconds(10)).getNow(true).equals(false));
            assertThat(table.owner(key)).isDone();

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

    private static ApiKeyRow row(ApiKey key) {
        return ApiKeyRow.newBuilder().setAccountId("acc_a").setRole("read").setHash(ByteBuffer.wrap(key.hash())).build();
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
