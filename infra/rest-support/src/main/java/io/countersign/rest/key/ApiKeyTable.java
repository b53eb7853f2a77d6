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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every API key of the installation, by its hash, in memory: {@code auth.api-keys.v1} read whole and followed.
 *
 * <p>A key that is not there, but whose checksum is right, may have been issued a moment ago: it is waited for, at most
 * {@link #ARRIVAL}. A secret that doesn't belong to the id it names is treated alike, so the time of a refusal doesn't tell
 * which ids exist. Only who holds the secret of a revoked key is refused at once. When no broker was heard for longer than the
 * table's greatest age, no key is accepted, because a revocation could not have come.
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
    private final Map<String, Row> revoked = Collections.synchronizedMap(new Recent());
    private final Arrivals arrivals = new Arrivals();
    private final Arrivals revocations = new Arrivals();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
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
        byte[] hash = key.hash();
        Optional<KeyOwner> owner = ownerOf(key.keyId(), hash);
        if (owner.isPresent() || wasRevoked(key.keyId(), hash) || !waiting.tryAcquire()) {
            return CompletableFuture.completedFuture(owner);
        }
        return arrivals.await(key.keyId(), ARRIVAL, () -> ownerOf(key.keyId(), hash).isPresent())
                .whenComplete((nothing, failure) -> waiting.release()) // a stage of its own: the last one may be cancelled
                .thenApply(nothing -> ownerOf(key.keyId(), hash));
    }

    /**
     * Completes with true as soon as this instance knows the key, which may have been revoked since, with false when it doesn't
     * in time. For keys that were made here: who calls it bounds how many wait.
     */
    public CompletableFuture<Boolean> awaitKnown(String keyId, Duration timeout) {
        return arrivals.await(keyId, timeout, () -> isKnown(keyId)).thenApply(nothing -> isKnown(keyId));
    }

    /** Completes with true as soon as this instance refuses the key, with false when it doesn't in time. For keys that were revoked here. */
    public CompletableFuture<Boolean> awaitRevoked(String keyId, Duration timeout) {
        return revocations.await(keyId, timeout, () -> !rows.containsKey(keyId)).thenApply(nothing -> !rows.containsKey(keyId));
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
            revoke(keyId);
            return;
        }
        rows.put(keyId, Row.of(keyId, row));
        arrivals.arrived(keyId);
    }

    private void revoke(String keyId) {
        Row row = rows.get(keyId);
        if (row != null) {
            revoked.put(keyId, row);
            rows.remove(keyId);
        }
        revocations.arrived(keyId);
    }

    private boolean isKnown(String keyId) {
        return rows.containsKey(keyId) || revoked.containsKey(keyId);
    }

    private Optional<KeyOwner> ownerOf(String keyId, byte[] hash) {
        Row row = rows.get(keyId);
        return row != null && row.hasHash(hash) ? Optional.of(row.owner) : Optional.empty();
    }

    private boolean wasRevoked(String keyId, byte[] hash) {
        Row row = revoked.get(keyId);
        return row != null && row.hasHash(hash);
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

        /** In the same time for each other hash. */
        boolean hasHash(byte[] other) {
            return MessageDigest.isEqual(hash, other);
        }
    }

    private static final class Recent extends LinkedHashMap<String, Row> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Row> eldest) {
            return size() > MAX_REVOKED;
        }
    }
}
