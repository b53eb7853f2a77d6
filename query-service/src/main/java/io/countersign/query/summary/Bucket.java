package io.countersign.query.summary;

/**
 * What was counted in one step.
 *
 * @param second where it begins, since the epoch
 */
record Bucket(long second, ReasonCounts counts) {}
