package io.countersign.command.relay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rows that go into one Kafka transaction.
 *
 * @param settled rows below the horizon, in order: nothing can come before them any more
 * @param unsettledSince when the oldest committed row at or above the horizon was written; it waits for an older
 *     transaction that is still running
 * @param side what is sent beside the events
 */
record Batch(List<EventRow> settled, Optional<Instant> unsettledSince, CompanionRows side) {
    boolean isEmpty() {
        return settled.isEmpty();
    }

    Position end() {
        return settled.getLast().position();
    }

    /** When the oldest row of it was written; empty when nothing waits. */
    Optional<Instant> oldest() {
        return isEmpty() ? unsettledSince : Optional.of(settled.getFirst().writtenAt());
    }

    /** The same once it is sent: after a full batch more may wait, no older than its last row. */
    Optional<Instant> oldestAfter() {
        return unsettledSince.isEmpty() && settled.size() >= EventRows.BATCH_ROWS
                ? Optional.of(settled.getLast().writtenAt())
                : unsettledSince;
    }
}
