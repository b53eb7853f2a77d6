package io.countersign.command.aggregate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.command.account.Account;
import io.countersign.command.trunk.Trunk;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * States that were committed, so that a command reads only what the store holds after them. Never believed alone: the
 * tail is always read, because another instance may have written it. Used by all command threads.
 */
public final class SnapshotMemory {
    /** A credential costs about 400 bytes in its maps: at most some 200 MB. */
    private static final long MAX_WEIGHT = 500_000;

    private final Cache<String, Snapshot> states =
            Caffeine.newBuilder().maximumWeight(MAX_WEIGHT).weigher(SnapshotMemory::weight).build();

    /** The last known state, when there is one. */
    Optional<Snapshot> find(String aggregateId) {
        return Optional.ofNullable(states.getIfPresent(aggregateId));
    }

    /** How many events the last known state is made of, when there is one. */
    OptionalLong version(String aggregateId) {
        return find(aggregateId).stream().mapToLong(Snapshot::version).findFirst();
    }

    /** To be called after the commit only; an older state never replaces a newer one. */
    void remember(String aggregateId, Snapshot committed) {
        states.asMap().merge(aggregateId, committed, (known, next) -> next.version() > known.version() ? next : known);
    }

    private static int weight(String aggregateId, Snapshot snapshot) {
        return 10 + switch (snapshot) {
            case Snapshot.OfAccount account -> account.state() instanceof Account.Open open ? open.keys().size() : 0;
            case Snapshot.OfTrunk trunk -> trunk.state() instanceof Trunk.Open open ? open.credentials().size() : 0;
        };
    }
}
