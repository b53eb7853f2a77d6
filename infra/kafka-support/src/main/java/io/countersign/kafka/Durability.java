package io.countersign.kafka;

/**
 * Whether an acknowledged record outlives the loss of power of one machine, read from the real topics.
 *
 * @param reason why, for people
 */
public record Durability(boolean durable, String reason) {}
