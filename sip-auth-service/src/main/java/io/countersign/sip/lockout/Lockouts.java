package io.countersign.sip.lockout;

import io.countersign.digest.DigestCalculator;
import io.countersign.schemas.RecordKeys;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who is locked out, and the counting of failures that leads there (docs/reference/sip.md, Abuse): for a (trunk, username,
 * source) by its failures, for a source by the different usernames that failed; a username is one of its trunk. Begun here, or
 * on another node and told by Kafka.
 *
 * <p>Bounded: failures are counted in 9 MB ({@link RecentFailureTimes}). {@value #PER_SOURCE} lock-outs are held
 * of a source and {@value #MAX_SOURCES} sources, about 300 bytes a lock-out: the one that is over first makes room, first for its
 * own source's. So a source pushes out nobody's but its own; to push out another source's takes {@value #MAX_SOURCES} sources
 * that are locked out for longer, each an address that can be sent to.
 *
 * <p>Workers ask without a lock; changes, which are rare, are guarded by this.
 */
public final class Lockouts {
    static final int PER_SOURCE = 64;
    static final int MAX_SOURCES = 16_384;

    private static final int CALLERS_BYTES = 6 * 1024 * 1024;
    private static final int SOURCES_BYTES = 3 * 1024 * 1024;

    private final LockoutSettings settings;
    private final Consumer<Lockout> began;
    private final RecentFailureTimes ofCallers;
    private final RecentFailureTimes ofSources;
    /** Moved under this. */
    private final SourceKey place;
    private final Map<SourceKey, LockedSource> sources = new ConcurrentHashMap<>();
    private final Map<String, Lockout> byId = new ConcurrentHashMap<>();

    /**
     * Nobody is locked out yet.
     *
     * @param hashKey that of the workers' {@link SourceKey}s
     * @param began told of each lock-out that begins here, by the worker that saw the failure; must not block
     */
    public Lockouts(LockoutSettings settings, byte[] hashKey, long nowSecond, Consumer<Lockout> began) {
        this.settings = settings;
        this.place = new SourceKey(hashKey);
        this.began = began;
        this.ofCallers = new RecentFailureTimes(CALLERS_BYTES, settings.failures(), settings.window().toSeconds(), nowSecond);
        this.ofSources = new RecentFailureTimes(SOURCES_BYTES, settings.usernames(), settings.window().toSeconds(), nowSecond);
    }

    /** Whether nobody is locked out: then there is nothing to ask. */
    public boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Whether that source, or that username of that domain from it, is locked out. Takes no lock and allocates nothing. */
    public boolean isLockedOut(
            SourceKey source, DigestCalculator.Slice domain, DigestCalculator.Slice username, long nowSecond) {
        LockedSource locked = sources.get(source);
        return locked != null && locked.isLockedOut(domain, username, nowSecond);
    }

    /** Whether that address is never counted and never locked out. */
    public boolean isExempt(byte[] address) {
        return settings.exempt().test(address);
    }

    /** Counts a failure; what it is one too many for is locked out from now on. */
    public void failed(FailedAttempt failed, long nowSecond) {
        int failures = ofCallers.add(failed.callerHash(), RecentFailureTimes.ONE_OF_ITS_OWN, nowSecond);
        if (failures >= settings.failures()) {
            ofCallers.clear(failed.callerHash());
            begin(failed, Optional.of(failed.attempt()), failures, nowSecond);
        }
        int username = (int) (failed.callerHash() >>> Integer.SIZE) | 1; // never ONE_OF_ITS_OWN
        int usernames = ofSources.add(failed.source().placement(), username, nowSecond);
        if (usernames >= settings.usernames()) {
            ofSources.clear(failed.source().placement());
            begin(failed, Optional.empty(), usernames, nowSecond);
        }
    }

    /** Takes a lock-out as another node, or this one before, told it. */
    public synchronized void put(Lockout lockout) {
        place.set(lockout.prefix());
        LockedSource locked = sources.get(place);
        if (locked == null) {
            makeRoomForSource();
            locked = new LockedSource();
        }
        Optional<Lockout> known = locked.find(lockout.key());
        if (known.isPresent() && known.get().untilSecond() > lockout.untilSecond()) {
            return; // begun again here meanwhile
        }
        if (known.isPresent()) {
            locked.replace(known.get(), lockout);
        } else {
            if (locked.list().size() == PER_SOURCE) {
                forget(locked, locked.endingFirst());
            }
            locked.add(lockout);
        }
        byId.put(lockout.id(), lockout);
        sources.putIfAbsent(place.copy(), locked); // last: whoever finds it finds it whole
    }

    /** Ends and forgets a lock-out: the next one begins with the first duration. */
    public synchronized void lift(String key) {
        Lockout lockout = byId.get(LockoutId.of(key));
        if (lockout != null && lockout.key().equals(key)) {
            place.set(lockout.prefix());
            LockedSource locked = sources.get(place);
            if (locked != null) {
                forget(locked, lockout);
                removeIfEmpty(place, locked);
            }
        }
    }

    /** Forgets those that were over a day ago; to be called now and then. */
    public synchronized void expire(long nowSecond) {
        sources.forEach((source, locked) -> {
            for (Lockout lockout : locked.list()) {
                if (lockout.isForgotten(nowSecond)) {
                    forget(locked, lockout);
                }
            }
            removeIfEmpty(source, locked);
        });
    }

    /** The lock-out with that id, if it is in force. */
    public Optional<Lockout> find(String id, long nowSecond) {
        return Optional.ofNullable(byId.get(id)).filter(lockout -> lockout.isActive(nowSecond));
    }

    /** Lock-outs in force; looks at all. */
    public long active(long nowSecond) {
        return byId.values().stream().filter(lockout -> lockout.isActive(nowSecond)).count();
    }

    /** Lock-outs in force or remembered. */
    public int size() {
        return byId.size();
    }

    /** What share of the places for counted callers is taken; looks at all. */
    public double callersOccupied(long nowSecond) {
        return (double) ofCallers.occupied(nowSecond) / ofCallers.capacity();
    }

    /** What share of the places for counted sources is taken; looks at all. */
    public double sourcesOccupied(long nowSecond) {
        return (double) ofSources.occupied(nowSecond) / ofSources.capacity();
    }

    private void begin(FailedAttempt failed, Optional<Attempt> attempt, int counted, long nowSecond) {
        String source = SourcePrefix.text(failed.source().prefix());
        String key = attempt.map(it -> RecordKeys.lockout(it.sipDomain(), it.username(), source))
                .orElseGet(() -> RecordKeys.sourceLockout(source));
        String id = LockoutId.of(key);
        Lockout lockout;
        synchronized (this) {
            int round = Optional.ofNullable(byId.get(id)).filter(last -> !last.isForgotten(nowSecond)).map(Lockout::round).orElse(0) + 1;
            lockout = new Lockout(
                    id,
                    key,
                    attempt.flatMap(it -> failed.accountId()),
                    attempt.flatMap(it -> failed.trunkId()),
                    attempt,
                    failed.source().prefix(),
                    failed.reason(),
                    counted,
                    round,
                    nowSecond,
                    nowSecond + settings.durationOf(round).toSeconds());
            put(lockout);
        }
        began.accept(lockout);
    }

    private void makeRoomForSource() {
        if (sources.size() >= MAX_SOURCES) {
            sources.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastUntilSecond()))
                    .ifPresent(first -> {
                        List.copyOf(first.getValue().list()).forEach(lockout -> forget(first.getValue(), lockout));
                        sources.remove(first.getKey());
                    });
        }
    }

    private void forget(LockedSource locked, Lockout lockout) {
        locked.remove(lockout);
        byId.remove(lockout.id(), lockout);
    }

    private void removeIfEmpty(SourceKey source, LockedSource locked) {
        if (locked.isEmpty()) {
            sources.remove(source, locked);
        }
    }
}
