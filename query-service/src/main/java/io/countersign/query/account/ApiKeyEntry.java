package io.countersign.query.account;

import java.time.Instant;

/** An API key as the view holds it: never its secret, never its hash. */
record ApiKeyEntry(String id, String name, String role, Instant createdAt) {}
