package io.countersign.query.lockout;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TailListener;
import io.countersign.kafka.TopicTail;
import io.countersign.query.view.Page;
import io.countersign.rest.error.ApiException;
import io.countersign.schemas.Topics;
import io.countersign.schemas.lockout.LockoutRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Every lock-out in force, in memory: {@code sip.lockouts.v1} read whole and followed by each instance, so that all show the same
 * and nobody waits for a commit. Written by the tail's thread only; everything may be called by any thread.
 *
 * <p>Bounded: {@value #MAX_ROWS} are shown, about 50 MB; more would be in force, but not shown. What is over is let go of.
 */
public final class LockoutTable implements AutoCloseable, TailListener<LockoutRow> {
    static final int MAX_ROWS = 100_000;

    private static final Duration TIDY_EACH = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Of no account: sources, and trunks that don't exist. */
    private static final String NOBODY = "";

    private final InstantSource clock;
    /** By key on Kafka; the tail's thread's. */
    private final Map<String, LockoutRow> byKey = new HashMap<>();
    /** By account, then by place: newest first. */
    private final Map<String, NavigableMap<String, LockoutRow>> byAccount = new ConcurrentHashMap<>();
    private @Nullable TopicTail<LockoutRow> tail;
    private Instant tidied = Instant.MIN;

    LockoutTable(InstantSource clock) {
        this.clock = clock;
    }

    /** Starts to load. */
    public static LockoutTable start(KafkaSettings kafka, InstantSource clock) {
        LockoutTable table = new LockoutTable(clock);
        table.tail = TopicTail.start(kafka, "lockouts", List.of(Topics.LOCKOUTS), LockoutRow.class, table);
        return table;
    }

    /** What is read, for health. */
    public TopicTail<LockoutRow> tail() {
        if (tail == null) {
            throw new IllegalStateException("a table that follows nothing (expected: one that was started)");
        }
        return tail;
    }

    @Override
    public void close() {
        tail().close();
    }

    @Override
    public void onRecord(ConsumerRecord<String, @Nullable LockoutRow> record) {
        LockoutRow former = byKey.remove(record.key());
        if (former != null) {
            remove(former);
        }
        LockoutRow row = record.value();
        if (row != null && isInForce(row) && byKey.size() < MAX_ROWS) {
            byKey.put(record.key(), row);
            byAccount.computeIfAbsent(account(row), account -> new ConcurrentSkipListMap<>()).put(place(row), row);
        }
    }

    @Override
    public void onBatchApplied(Map<TopicPartition, Long> positions) {
        Instant now = clock.instant();
        if (now.isAfter(tidied.plus(TIDY_EACH))) {
            tidied = now;
            byKey.values().removeIf(row -> {
                boolean over = !isInForce(row);
                if (over) {
                    remove(row);
                }
                return over;
            });
        }
    }

    /** Those of an account, newest first; of no account's when there is none. */
    Page<LockoutRow> page(Optional<String> accountId, Optional<String> after, int limit) {
        checkUsable();
        NavigableMap<String, LockoutRow> all = byAccount.getOrDefault(accountId.orElse(NOBODY), new ConcurrentSkipListMap<>());
        List<LockoutRow> rows = new ArrayList<>();
        for (LockoutRow row : after.map(place -> all.tailMap(place, false)).orElse(all).values()) {
            if (rows.size() == limit) {
                return new Page<>(rows, Optional.of(place(rows.getLast())));
            }
            if (isInForce(row)) {
                rows.add(row);
            }
        }
        return new Page<>(rows, Optional.empty());
    }

    /** One of an account, or of no account. */
    Optional<LockoutRow> find(Optional<String> accountId, String id) {
        checkUsable();
        return byAccount.getOrDefault(accountId.orElse(NOBODY), new ConcurrentSkipListMap<>()).values().stream()
                .filter(row -> row.getId().equals(id) && isInForce(row))
                .findFirst();
    }

    /** Rows held. */
    int size() {
        return byAccount.values().stream().mapToInt(Map::size).sum();
    }

    private void checkUsable() {
        if (tail != null && (!tail.isLoaded() || tail.failure().isPresent())) {
            throw ApiException.unavailable("Lock-outs can't be read at the moment. Try again soon.", RETRY_AFTER);
        }
    }

    private void remove(LockoutRow row) {
        byAccount.computeIfPresent(account(row), (account, rows) -> {
            rows.remove(place(row));
            return rows.isEmpty() ? null : rows;
        });
    }

    private boolean isInForce(LockoutRow row) {
        return clock.instant().isBefore(row.getUntil());
    }

    private static String account(LockoutRow row) {
        return row.getAccountId() == null ? NOBODY : row.getAccountId();
    }

    private static String place(LockoutRow row) {
        return String.format(Locale.ROOT, "%016x", Long.MAX_VALUE - row.getSince().toEpochMilli()) + row.getId();
    }
}
