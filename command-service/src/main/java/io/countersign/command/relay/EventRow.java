package io.countersign.command.relay;

import io.countersign.command.aggregate.Cause;
import java.time.Instant;

/**
 * A committed row of the event store, as the relay sends it.
 *
 * @param sequence as it is published: 1, 2, 3 …
 * @param writtenAt by the clock of the instance that wrote it
 * @param event an event of an aggregate
 */
record EventRow(Position position, String eventId, String aggregateId, long sequence, Instant writtenAt, Object event, Cause cause) {}
