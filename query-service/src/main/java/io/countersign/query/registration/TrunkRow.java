package io.countersign.query.registration;

/** What is to be known of a trunk to find its bindings, and to show them to its account only. */
record TrunkRow(String accountId, String sipDomain) {}
