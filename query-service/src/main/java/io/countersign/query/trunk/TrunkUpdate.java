package io.countersign.query.trunk;

import io.countersign.query.event.Sequenced;
import java.time.Instant;

/** What the trunk view tells the list of the trunk's account, for every event, so that the list knows what it has seen. */
record TrunkUpdate(long sequence, Instant time, TrunkRow row) implements Sequenced {
    @Override
    public String aggregateId() {
        return row.id();
    }
}
