package io.countersign.query.account;

import java.time.Instant;

/** An account as the view holds it; {@code version} is the sequence of the last event that changed the account itself. */
record AccountRow(String id, String name, Instant createdAt, long version) {}
