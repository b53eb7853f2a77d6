package io.countersign.query.event;

import java.time.Instant;

/** What has a place in the history of one aggregate. */
public interface Sequenced {
    String aggregateId();

    long sequence();

    Instant time();
}
