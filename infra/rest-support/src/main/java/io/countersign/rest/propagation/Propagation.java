package io.countersign.rest.propagation;

import io.countersign.rest.propagation.TableVersions.Before;
import io.countersign.rest.propagation.TableVersions.Place;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.node.NodePosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Knows which SIP nodes have applied which version of a trunk, from the live generation of the auth table and the nodes'
 * positions (which {@link PropagationTails} feeds). A version is in force when every member has applied its policy row;
 * see {@link Members} for who is one.
 *
 * <p>The tails' threads write, any thread asks; all state is guarded by one lock, and nothing blocks under it. Receipts are
 * completed on virtual threads of their own.
 */
public final class Propagation implements AutoCloseable {
    /** More requests than any service lets in at once; one more gets its receipt without waiting. */
    private static final int MAX_WAITING = 10_000;
    /** Nodes report each second. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(10);

    private final Object lock = new Object();
    private final Members members = new Members();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;

    private TableVersions live = new TableVersions(0);
    private boolean membersKnown;
    private volatile BiConsumer<Receipt, Duration> observer = (receipt, waited) -> {};

    public Propagation(Clock clock) {
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("propagation-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Completes as soon as every member has applied this version, at once when there is no member, and else when the time
     * is over, naming who is waited for. Never completes exceptionally.
     */
    public CompletableFuture<Receipt> await(String trunkId, long version, Duration timeout) {
        Waiter waiter = new Waiter(trunkId, version);
        synchronized (lock) {
            Optional<Receipt> receipt = receipt(waiter);
            if (receipt.isPresent() || timeout.isZero() || waiters.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(waiter.told(receipt.orElseGet(() -> waitingFor(waiter))));
            }
            waiters.add(waiter);
            waiter.expiry = timer.schedule(() -> expire(waiter), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return waiter.future;
    }

    /**
     * Since when every member has this version; empty until then. For versions far behind a trunk's latest, and after a
     * restart of this instance, it may be the time of a later version: never too early.
     */
    public Optional<Instant> effectiveAt(String trunkId, long version) {
        synchronized (lock) {
            return live.effectiveAt(trunkId, version);
        }
    }

    /** Names of the nodes that are members now. */
    public List<String> memberNames() {
        synchronized (lock) {
            members.forgetSilent(clock.instant());
            return members.names();
        }
    }

    /** Requests that wait for a receipt. */
    int waiting() {
        synchronized (lock) {
            return waiters.size();
        }
    }

    /** Members that have not reported for a while. */
    int silentMembers() {
        synchronized (lock) {
            return members.silentSince(clock.instant().minus(SILENT_AFTER));
        }
    }

    /** From now on told of each receipt, and how long it took; for measurements, it must not block. */
    void observe(BiConsumer<Receipt, Duration> newObserver) {
        observer = newObserver;
    }

    /** Names of the members that use a generation before this one; before the members are known a placeholder, so never none. */
    public List<String> membersBefore(int generation) {
        synchronized (lock) {
            members.forgetSilent(clock.instant());
            return membersKnown ? members.before(generation) : List.of("?");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A record of a generation of the auth table; account rows don't matter here. */
    void onTableRecord(TableVersions table, ConsumerRecord<String, @Nullable SpecificRecord> record, Before before) {
        synchronized (lock) {
            if (record.value() instanceof AuthPolicyRow row) {
                Place place = new Place(record.partition(), record.offset());
                table.row(record.key(), row.getTrunkId(), row.getTrunkVersion(), place, Instant.ofEpochMilli(record.timestamp()), before);
            } else if (record.value() == null) {
                table.removed(record.key());
            }
        }
    }

    /** A batch of the live table was read: what waited for a row may know its place now. */
    void onTableBatch() {
        advance();
    }

    /** From now on this generation is the one that counts. */
    void onLive(TableVersions table) {
        synchronized (lock) {
            table.inherit(live);
            live = table;
        }
        advance();
    }

    void onPosition(String node, @Nullable NodePosition position) {
        synchronized (lock) {
            if (position == null) {
                members.remove(node);
            } else {
                members.report(node, position);
            }
        }
    }

    /** A batch of positions was read. */
    void onPositionBatch() {
        advance();
    }

    /** Every position that was there at start was read: only now no member means none. */
    void onMembersKnown() {
        synchronized (lock) {
            membersKnown = true;
        }
        advance();
    }

    private void advance() {
        synchronized (lock) {
            Instant now = clock.instant();
            members.forgetSilent(now);
            if (membersKnown && !members.isEmpty()) {
                for (int partition : live.pendingPartitions()) {
                    live.appliedByAll(partition, members.appliedByAll(live.generation(), partition), now);
                }
            }
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                receipt(waiter).ifPresent(receipt -> {
                    all.remove();
                    waiter.complete(receipt);
                });
            }
        }
    }

    private void expire(Waiter waiter) {
        synchronized (lock) {
            members.forgetSilent(clock.instant());
            if (waiters.remove(waiter)) {
                waiter.complete(receipt(waiter).orElseGet(() -> waitingFor(waiter)));
            }
        }
    }

    /** The receipt, when it needs no more waiting. */
    private Optional<Receipt> receipt(Waiter waiter) {
        if (!membersKnown) {
            return Optional.empty();
        }
        if (members.isEmpty()) {
            return Optional.of(new Receipt(false, List.of()));
        }
        Optional<Place> place = waiter.place(live);
        return place.isPresent() && behind(place.get()).isEmpty() ? Optional.of(new Receipt(true, List.of())) : Optional.empty();
    }

    /** Who has not applied it; everyone, when its row is not even in the table. */
    private Receipt waitingFor(Waiter waiter) {
        return new Receipt(false, waiter.place(live).map(this::behind).orElseGet(members::names));
    }

    private List<String> behind(Place place) {
        return members.behind(live.generation(), place.partition(), place.offset());
    }

    /** One request that waits for a version; guarded like everything here. */
    private final class Waiter {
        private final String trunkId;
        private final long version;
        private final CompletableFuture<Receipt> future = new CompletableFuture<>();
        private @Nullable ScheduledFuture<?> expiry;
        private @Nullable Place place;
        private int placeGeneration;
        private final long startNanos = System.nanoTime();

        Waiter(String trunkId, long version) {
            this.trunkId = trunkId;
            this.version = version;
        }

        /** The first place that was found in a generation: later rows of the trunk don't make the wait longer. */
        Optional<Place> place(TableVersions table) {
            if (place == null || placeGeneration != table.generation()) {
                place = table.place(trunkId, version).orElse(null);
                placeGeneration = table.generation();
            }
            return Optional.ofNullable(place);
        }

        Receipt told(Receipt receipt) {
            observer.accept(receipt, Duration.ofNanos(System.nanoTime() - startNanos));
            return receipt;
        }

        void complete(Receipt receipt) {
            if (expiry != null) {
                expiry.cancel(false);
            }
            told(receipt);
            future.completeAsync(() -> receipt, task -> Thread.ofVirtual().name("receipt").start(task));
        }
    }
}
