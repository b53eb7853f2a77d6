package io.countersign.systemtests.workload;

import io.countersign.systemtests.check.Due;
import io.countersign.systemtests.check.KeyTry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What all clients together were told of API keys. Safe for all threads. */
public final class KeyRing {
    /** How long after the answer to its revocation a key may still be accepted. */
    private static final Duration DEAD_WITHIN = Duration.ofSeconds(1);
    private static final int LATEST = 6;

    /** Guarded by itself. */
    private final List<IssuedKey> keys = new ArrayList<>();

    private final Set<String> revocationBegun = ConcurrentHashMap.newKeySet();
    /** When the answer came, for those whose answer says that the relay has seen to it. */
    private final Map<String, Long> revokedAtNanos = new ConcurrentHashMap<>();

    private final Queue<KeyTry> tries = new ConcurrentLinkedQueue<>();

    void issued(IssuedKey key) {
        synchronized (keys) {
            keys.add(key);
        }
    }

    void revocationBegins(IssuedKey key) {
        revocationBegun.add(key.id());
    }

    void revoked(IssuedKey key) {
        revokedAtNanos.put(key.id(), System.nanoTime());
    }

    void tried(KeyTry attempt) {
        tries.add(attempt);
    }

    /** Whether it must be refused by whoever is asked from now on. */
    boolean isDead(IssuedKey key) {
        return Optional.ofNullable(revokedAtNanos.get(key.id()))
                .filter(revoked -> System.nanoTime() - revoked >= DEAD_WITHIN.toNanos())
                .isPresent();
    }

    /** What the answer to a try must be that has just been answered. */
    Due due(IssuedKey key, boolean deadBefore) {
        if (deadBefore) {
            return Due.REFUSED;
        }
        return key.toldInTime() && !revocationBegun.contains(key.id()) ? Due.ACCEPTED : Due.EITHER;
    }

    /** Any; every second time one of the latest. */
    Optional<IssuedKey> any(Random random) {
        synchronized (keys) {
            int from = random.nextBoolean() ? Math.max(0, keys.size() - LATEST) : 0;
            return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(random.nextInt(from, keys.size())));
        }
    }

    List<IssuedKey> all() {
        synchronized (keys) {
            return List.copyOf(keys);
        }
    }

    /** Keys that were ever acknowledged. */
    public int size() {
        return all().size();
    }

    public List<KeyTry> tries() {
        return List.copyOf(tries);
    }
}
