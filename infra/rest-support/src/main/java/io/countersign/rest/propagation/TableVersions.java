package io.countersign.rest.propagation;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the auth table as receipts need it: for each trunk its latest version, where that policy row is, and
 * since when versions are in force. Offsets of a partition only grow, so the latest row of a trunk stands for all before.
 * Guarded by {@link Propagation}.
 */
final class TableVersions {
    /** Times that are kept for each trunk; for an older version the time of the next kept one is given. */
    private static final int MAX_TIMES = 64;

    private final int generation;
    private final Map<String, Trunk> trunks = new HashMap<>();
    private final Map<String, String> trunkOfKey = new HashMap<>();
    private final Map<Integer, LinkedHashMap<String, Row>> pending = new HashMap<>();

    TableVersions(int generation) {
        this.generation = generation;
    }

    int generation() {
        return generation;
    }

    /**
     * A policy row.
     *
     * @param before whether it was in the table when this instance began to read: then it counts as in force since it was written
     */
    void row(String key, String trunkId, long version, Place place, Instant written, Before before) {
        trunkOfKey.put(key, trunkId);
        Trunk trunk = trunks.computeIfAbsent(trunkId, id -> new Trunk());
        if (trunk.latest != null && version <= trunk.latest.version()) {
            return; // sent again: the first one is what counts
        }
        Row row = new Row(version, place, written, before);
        trunk.latest = row;
        LinkedHashMap<String, Row> queue = pending.computeIfAbsent(place.partition(), partition -> new LinkedHashMap<>());
        queue.remove(trunkId); // at the end again: the queue stays in the order of offsets
        queue.put(trunkId, row);
    }

    /** The policy row is gone, and the trunk with it. */
    void removed(String key) {
        String trunkId = trunkOfKey.remove(key);
        if (trunkId != null) {
            trunks.remove(trunkId);
            pending.values().forEach(queue -> queue.remove(trunkId));
        }
    }

    /** Where the row is that says that everything up to this version is there. */
    Optional<Place> place(String trunkId, long version) {
        Trunk trunk = trunks.get(trunkId);
        return trunk == null || trunk.latest == null || trunk.latest.version() < version
                ? Optional.empty()
                : Optional.of(trunk.latest.place());
    }

    /** Partitions with rows that are not in force yet. */
    List<Integer> pendingPartitions() {
        return pending.entrySet().stream().filter(entry -> !entry.getValue().isEmpty()).map(Map.Entry::getKey).toList();
    }

    /** Every member has applied a partition up to this offset (exclusive). */
    void appliedByAll(int partition, long offset, Instant now) {
        LinkedHashMap<String, Row> queue = pending.getOrDefault(partition, new LinkedHashMap<>());
        while (!queue.isEmpty() && queue.firstEntry().getValue().place().offset() < offset) {
            Map.Entry<String, Row> first = queue.pollFirstEntry();
            Trunk trunk = trunks.get(first.getKey());
            if (trunk != null) {
                trunk.inForce(first.getValue().version(), first.getValue().inForceSince(now));
            }
        }
    }

    /** Since when this version is in force; empty until it is. */
    Optional<Instant> effectiveAt(String trunkId, long version) {
        Trunk trunk = trunks.get(trunkId);
        return trunk == null
                ? Optional.empty()
                : Optional.ofNullable(trunk.times.ceilingEntry(version)).map(Map.Entry::getValue);
    }

    /** A new generation holds the same facts: what was in force stays so since then. */
    void inherit(TableVersions former) {
        former.trunks.forEach((trunkId, past) -> {
            Trunk trunk = trunks.get(trunkId);
            if (trunk != null) {
                past.times.forEach(trunk.times::putIfAbsent);
            }
        });
    }

    /** A record's place in the table. */
    record Place(int partition, long offset) {}

    /** Whether a row was there before this instance began to read. */
    enum Before {
        START,
        NOTHING
    }

    private record Row(long version, Place place, Instant written, Before before) {
        Instant inForceSince(Instant now) {
            return before == Before.START || now.isBefore(written) ? written : now;
        }
    }

    private static final class Trunk {
        private @Nullable Row latest;
        private final TreeMap<Long, Instant> times = new TreeMap<>();

        void inForce(long version, Instant since) {
            times.putIfAbsent(version, since);
            if (times.size() > MAX_TIMES) {
                times.pollFirstEntry();
            }
        }
    }
}
