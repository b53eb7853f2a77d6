package io.countersign.sip.account;

import io.countersign.digest.DigestCalculator.Slice;
import io.countersign.kafka.GenerationPointer;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.schemas.auth.AuthGeneration;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live generation of the account table: follows {@code auth.generation.v1}, loads a new generation beside the old
 * one and swaps when it is complete, so that a replayed past never serves.
 *
 * <p>Closed (nothing is answered) until the first generation is loaded, and when the table is older than it may be. It ages
 * while the brokers of its topics or of the pointer aren't heard, while one of them can't be followed any more, and from
 * the moment when the pointer names another generation until that one is live: a delete may be written there only.
 * A table that failed is loaded again, each time after a longer pause.
 */
public final class LiveAccounts implements Accounts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveAccounts.class);

    private static final long CHECK_EACH_SECONDS = 1;
    /** The longest pause before a failed table is loaded again is 2 to this power checks: about a minute. */
    private static final int MAX_PAUSE_POWER = 6;

    private final KafkaSettings kafka;
    private final String node;
    private final SecretOpener opener;
    private final long maxTableAgeNanos;
    private final Consumer<Account> ended;
    private final Consumer<AppliedPosition> applied;
    private final TopicTail<AuthGeneration> generations;

    private final ScheduledExecutorService repair;

    private volatile @Nullable LoadedTable live;
    /** Written under this. */
    private volatile @Nullable LoadedTable next;
    /** By {@link System#nanoTime}: since when the pointer names another generation than the live one. Written under this. */
    private volatile @Nullable Long outdatedNanos;
    /** Guarded by this. */
    private boolean closed;
    /** Tables loaded again since all was well. */
    private final AtomicInteger repairs = new AtomicInteger();
    /** The repairing thread's. */
    private int checksWaited;

    private LiveAccounts(
            KafkaSettings kafka,
            String node,
            SecretOpener opener,
            Duration maxTableAge,
            Consumer<Account> ended,
            Consumer<AppliedPosition> applied) {
        this.kafka = kafka;
        this.node = node;
        this.opener = opener;
        this.maxTableAgeNanos = maxTableAge.toNanos();
        this.ended = ended;
        this.applied = applied;
        this.generations = GenerationPointer.follow(kafka, node, this::follow);
        this.repair = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(node + "-auth-table-repair").daemon(true).factory());
        var _ = repair.scheduleWithFixedDelay(this::repair, CHECK_EACH_SECONDS, CHECK_EACH_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Starts loading.
     *
     * @param maxTableAge how long after the last contact with a broker the table may still be used
     * @param ended told of each account that may no longer log in, on the loading thread
     * @param applied told of each change of the position, on the loading thread
     */
    public static LiveAccounts start(
            KafkaSettings kafka,
            String node,
            SecretOpener opener,
            Duration maxTableAge,
            Consumer<Account> ended,
            Consumer<AppliedPosition> applied) {
        return new LiveAccounts(kafka, node, opener, maxTableAge, ended, applied);
    }

    /** A view that follows the swaps. */
    @Override
    public Reader newReader() {
        return new Reader();
    }

    @Override
    public boolean isReady() {
        LoadedTable table = live;
        return table != null && ageNanos(table) <= maxTableAgeNanos;
    }

    /** What is wrong; empty when ready and nothing has failed. */
    public Optional<String> problem() {
        LoadedTable table = live;
        LoadedTable loading = next;
        if (generations.failure().isPresent()) {
            return Optional.of("the pointer to the live generation is no longer followed");
        }
        if (loading != null && (loading.hasFailed() || repairs.get() > 0)) {
            return Optional.of("generation " + loading.generation() + " of the auth table can't be loaded");
        }
        if (table == null) {
            return Optional.of("the auth table is not loaded yet");
        }
        if (table.hasFailed()) {
            return Optional.of("generation " + table.generation() + " of the auth table is no longer followed");
        }
        if (!isReady()) {
            return Optional.of("the auth table is too old: not followed for " + tableAgeSeconds() + " s");
        }
        if (table.accounts().unopenable() > 0 && table.accounts().size() == 0) {
            return Optional.of("no secret can be opened with this master keyset");
        }
        return Optional.empty();
    }

    /** How long ago this was certainly all that there was to know, in seconds; 0 before a table is loaded. */
    public long tableAgeSeconds() {
        LoadedTable table = live;
        return table == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(ageNanos(table));
    }

    /** Usernames that can log in. */
    public int size() {
        LoadedTable table = live;
        return table == null ? 0 : table.accounts().size();
    }

    /** Usernames that wait for their secret. */
    public int incomplete() {
        LoadedTable table = live;
        return table == null ? 0 : table.accounts().incomplete();
    }

    /** Secrets that this node's master keyset can't open: their usernames are refused. */
    public int unopenable() {
        LoadedTable table = live;
        return table == null ? 0 : table.accounts().unopenable();
    }

    @Override
    public void close() {
        repair.shutdownNow();
        generations.close();
        LoadedTable loading;
        synchronized (this) {
            closed = true;
            loading = next;
        }
        LoadedTable table = live;
        if (table != null) {
            table.close();
        }
        if (loading != null) {
            loading.close();
        }
    }

    private long ageNanos(LoadedTable table) {
        long now = System.nanoTime();
        Long outdated = outdatedNanos;
        long age = Math.max(now - table.contactNanos(), now - generations.contactNanos());
        return outdated == null ? age : Math.max(age, now - outdated);
    }

    /** On the pointer's thread. */
    private void follow(int generation) {
        LoadedTable abandoned;
        synchronized (this) {
            LoadedTable newest = next != null ? next : live;
            if (closed || (newest != null && newest.generation() >= generation)) {
                return;
            }
            abandoned = next;
            outdatedNanos = outdatedNanos == null ? Long.valueOf(System.nanoTime()) : outdatedNanos;
            load(generation);
        }
        if (abandoned != null) {
            abandoned.close();
        }
    }

    /** Under this. */
    private void load(int generation) {
        LoadedTable loading = new LoadedTable(generation, opener, ended, this::swap, applied);
        next = loading;
        loading.start(kafka, node);
        LOG.info("table.loading generation={}", generation);
    }

    /** On the loading table's thread, again and again until it serves. */
    private void swap(LoadedTable loaded) {
        LoadedTable old;
        synchronized (this) {
            old = live;
            if (closed || next != loaded || !loaded.serveInsteadOf(old)) {
                return;
            }
            live = loaded;
            next = null;
            outdatedNanos = null;
        }
        LOG.info("table.live generation={} accounts={}", loaded.generation(), loaded.accounts().size());
        if (old != null) {
            old.close();
        }
    }

    private void repair() {
        LoadedTable failed = next != null ? next : live;
        if (failed == null || !failed.hasFailed()) {
            if (next == null) {
                repairs.set(0);
            }
            checksWaited = 0;
            return;
        }
        if (checksWaited++ < 1 << Math.min(repairs.get(), MAX_PAUSE_POWER)) {
            return;
        }
        checksWaited = 0;
        repairs.incrementAndGet();
        synchronized (this) {
            if (!closed && failed == (next != null ? next : live)) {
                load(failed.generation());
            }
        }
    }

    /** Looks things up in the live generation, for one thread. Only while {@link #isReady}. */
    public final class Reader implements AccountLookup {
        private AccountTable.@Nullable Reader reader;

        @Override
        public @Nullable Account account(Slice domain, Slice username) {
            AccountTable.Reader current = current();
            return current == null ? null : current.account(domain, username);
        }

        @Override
        public @Nullable TrunkPolicy policy(Slice domain) {
            AccountTable.Reader current = current();
            return current == null ? null : current.policy(domain);
        }

        private AccountTable.@Nullable Reader current() {
            LoadedTable table = live;
            if (table == null) {
                return null;
            }
            AccountTable.Reader known = reader;
            if (known == null || !known.isOf(table.accounts())) {
                known = table.accounts().newReader();
                reader = known;
            }
            return known;
        }
    }
}
