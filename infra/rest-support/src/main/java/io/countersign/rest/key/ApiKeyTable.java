package io.countersign.rest.key;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.rest.error.ApiException;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every API key of the installation, by its hash, in memory: {@code auth.api-keys.v1} read whole and followed.
 *
 * <p>A key that is not there, but whose checksum is right, may have been issued a moment ago: it is waited for, at most
 * {@link #ARRIVAL}. When no broker was heard for longer than the table's greatest age, no key is accepted, because a
 * revocation could not have come.
 *
 * <p>Rows are written by the tail's thread only; everything may be called by any thread.
 */
public final class ApiKeyTable implements AutoCloseable {
    /** How long a key that is not known yet is waited for. */
    public static final Duration ARRIVAL = Duration.ofSeconds(1);

    /** Anyone can compute a checksum: so many may wait at once, more are refused without waiting. */
    private static final int MAX_WAITING = 1_000;

    /** Revoked keys are refused without waiting, as long as they are among the last. */
    private static final int MAX_REVOKED = 10_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> arrivals = new ConcurrentHashMap<>();
    private final Set<String> revoked = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));
    private final Duration maxAge;
    private final TopicTail<ApiKeyRow> tail;

    private ApiKeyTable(KafkaSettings settings, String clientId, Duration maxAge) {
        this.maxAge = maxAge;
        TailListener<ApiKeyRow> listener = this::onRecord;
        this.tail = TopicTail.start(settings, clientId, List.of(Topics.API_KEYS), ApiKeyRow.class, listener);
    }

    /**
     * Starts to load.
     *
     * @param clientId names the consumer and its thread
     * @param maxAge how long without contact to a broker keys are still accepted ({@code countersign.auth.max-table-age})
     */
    public static ApiKeyTable start(KafkaSettings settings, String clientId, Duration maxAge) {
        return new ApiKeyTable(settings, clientId, maxAge);
    }

    /**
     * The owner of a key; nothing when it is not, or no longer, a key. Completes within {@link #ARRIVAL}, on any thread;
     * fails with {@link ApiException} 503 while the table can't be relied on.
     */
    public CompletableFuture<Optional<KeyOwner>> owner(ApiKey key) {
        if (!isUsable()) {
            return CompletableFuture.failedFuture(
                    ApiException.unavailable("Keys can't be checked at the moment. Try again soon.", RETRY_AFTER));
        }
        return awaitKnown(key.keyId(), ARRIVAL)
                .thenApply(known -> Optional.ofNullable(rows.get(key.keyId())).flatMap(row -> row.ownerOf(key)));
    }

    /** Completes with true as soon as this instance knows the key, with false when it doesn't in time. */
    public CompletableFuture<Boolean> awaitKnown(String keyId, Duration timeout) {
        if (rows.containsKey(keyId)) {
            return CompletableFuture.completedFuture(true);
        }
        if (revoked.contains(keyId) || arrivals.size() >= MAX_WAITING) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Void> arrival = arrivals.computeIfAbsent(keyId, id -> new CompletableFuture<>());
        if (rows.containsKey(keyId)) { // it came between the look and the wait
            arrival.complete(null);
        }
        return arrival.copy()
                .completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(nothing -> {
                    arrivals.remove(keyId, arrival);
                    return rows.containsKey(keyId);
                });
    }

    /** Whether the table is loaded and a broker was heard recently enough. */
    public boolean isUsable() {
        return tail.isLoaded() && tail.failure().isEmpty() && tail.sinceContact().compareTo(maxAge) <= 0;
    }

    /** What is read, for health. */
    public TopicTail<ApiKeyRow> tail() {
        return tail;
    }

    @Override
    public void close() {
        tail.close();
    }

    private void onRecord(ConsumerRecord<String, @Nullable ApiKeyRow> record) {
        String keyId = record.key();
        ApiKeyRow row = record.value();
        if (row == null) {
            revoked.add(keyId);
            rows.remove(keyId);
            return;
        }
        rows.put(keyId, Row.of(keyId, row));
        CompletableFuture<Void> arrival = arrivals.remove(keyId);
        if (arrival != null) {
            arrival.completeAsync(() -> null); // not on the tail's thread: a request goes on there
        }
    }

    /** A key's owner and hash; a class, because the hash is compared in one place only. */
    private static final class Row {
        private final KeyOwner owner;
        private final byte[] hash;

        private Row(KeyOwner owner, byte[] hash) {
            this.owner = owner;
            this.hash = hash;
        }

        static Row of(String keyId, ApiKeyRow row) {
            Role role = Role.ofAccountKey(row.getRole())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "key " + keyId + " has role " + row.getRole() + " (expected: admin or read)"));
            byte[] hash = new byte[row.getHash().remaining()];
            row.getHash().duplicate().get(hash);
            return new Row(new KeyOwner(keyId, row.getAccountId(), role), hash);
        }

        Optional<KeyOwner> ownerOf(ApiKey key) {
            return MessageDigest.isEqual(hash, key.hash()) ? Optional.of(owner) : Optional.empty();
        }
    }

    private static final class Recent extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REVOKED;
        }
    }
}
